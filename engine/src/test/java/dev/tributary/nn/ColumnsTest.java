package dev.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
  private final Columns columns = new Columns(10);

  @Test
  void itemsHaveColumnsInTheOrderOfTheirFirstAppearance() {
    assertThat(new int[] {columns.add(7), columns.add(2), columns.add(7), columns.add(9)}).containsExactly(0, 1, 0, 2);
    assertThat(columns.size()).isEqualTo(3);
    assertThat(columns.item(1)).isEqualTo(2);
    assertThat(columns.of(9)).isEqualTo(2);
    columns.clear();
    assertThat(columns.size()).isZero();
    assertThat(columns.add(9)).isZero();
  }

  @Test
  void whatIsHiddenIsThatOfTheColumnsAndNothingElse() {
    columns.add(7);
    columns.add(2);
    columns.add(5);
    columns.add(4);
    float[] logits = {8, 1, 2, 3, 4, 8};
    columns.hide(new int[] {9, 5, 4, 7, 1}, 1, 4, 3, logits, 1); // items 5, 4 and 7; column 3 is that of 4 and stands for all without one
    assertThat(logits).containsExactly(8, Float.NEGATIVE_INFINITY, 2, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 8);
  }
}
