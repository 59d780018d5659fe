package dev.tributary.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.math.IntColumn;
import dev.tributary.math.Seeds;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void aLabelLeadsBackToItsRow() {
    for (int size : new int[] {0, 1, 2, 3, 100, 1021}) {
      long[] values = LongStream.generate(Seeds.random(size)::nextLong).limit(size).toArray();
      var labels = Labels.of(values);
      for (int row = 0; row < size; row++) {
        assertThat(labels.label(row)).isEqualTo(values[row]);
        assertThat(labels.rowOf(values[row])).isEqualTo(row);
        assertThat(labels.rowOfTieRank(labels.tieRank(row))).isEqualTo(row);
      }
      for (int rank = 1; rank < size; rank++) {
        assertThat(labels.label(labels.rowOfTieRank(rank))).isGreaterThan(labels.label(labels.rowOfTieRank(rank - 1)));
      }
      assertThat(labels.rowOf(17)).isEqualTo(-1);
    }
  }

  @Test
  void rowNumbersNeedNoMemory() {
    assertThat(Labels.of(0, 1, 2).areRowNumbers()).isTrue();
    assertThat(Labels.of(0, 1, 2).rowOf(2)).isEqualTo(2);
    assertThat(Labels.of(0, 1, 2).rowOf(3)).isEqualTo(-1);
    assertThat(Labels.of(1, 2).areRowNumbers()).isFalse();
    assertThat(Labels.of(1, 2).rowOf(2)).isEqualTo(1);
  }

  @Test
  void aLabelNamesOneVector() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(5, 7, 5))
        .withMessage("rows 0 and 2 have the same label 5; a label names one vector");
  }

  @Test
  void tieRanksAreAPermutation() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.rows(3).withTieRanks(IntColumn.copyOf(new int[] {0, 2, 2})))
        .withMessage("row 2 has tie rank 2, each of 0..2 must appear once");
  }
}
