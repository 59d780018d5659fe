package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnTouchTest {
  @Test
  void rowsOfAnyLengthAreTouchedWithinTheirBounds() { // a column ends where its rows end: reading beyond them throws
    for (int size = 0; size <= 200; size++) {
      var ints = IntColumn.allocate(size);
      ints.fill(1);
      var floats = FloatColumn.allocate(size);
      for (int row = 0; row < size; row++) {
        floats.set(row, 1f);
      }
      for (int from = 0; from <= size; from += 7) {
        int lines = (size - from + 15) / 16; // each is read once or more often, the last one at its end
        assertThat(ints.touch(from, size)).as("%d..%d", from, size).isGreaterThanOrEqualTo(lines).isLessThanOrEqualTo(from == size ? 0 : lines + 4);
        assertThat(floats.touch(from, size)).isEqualTo(ints.touch(from, size));
      }
    }
  }
}
