package dev.tributary.ann;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowFilterTest {
  private static List<Integer> all(RowFilter filter, int rows) {
    var all = new ArrayList<Integer>();
    for (int row = filter.next(0, rows); row < rows; row = filter.next(row + 1, rows)) {
      all.add(row);
    }
    return all;
  }

  @Test
  void nextGoesThroughTheAllowedRowsAndNoOthers() {
    var bits = new BitSet();
    bits.set(2);
    bits.set(5);
    bits.set(70); // beyond the rows
    assertThat(all(RowFilter.only(bits), 7)).containsExactly(2, 5);
    assertThat(all(RowFilter.except(bits), 7)).containsExactly(0, 1, 3, 4, 6);
    assertThat(all(bits::get, 7)).containsExactly(2, 5);
    assertThat(all(RowFilter.ALL, 3)).containsExactly(0, 1, 2);
    assertThat(all(RowFilter.only(bits), 0)).isEmpty();
    assertThat(all(RowFilter.except(bits), 5)).containsExactly(0, 1, 3, 4);
  }
}
