package dev.tributary.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private static Matrix plane(float... values) {
    return Matrix.of(values.length / 2, 2, FloatColumn.copyOf(values));
  }

  @Test
  void underCosineVectorsHaveUnitLength() {
    var values = plane(3, 4, 0, 0);
    var vectors = Vectors.of(Metric.COSINE, values);
    assertThat(vectors.values().get(0, 0)).isEqualTo(0.6f);
    assertThat(vectors.values().get(0, 1)).isEqualTo(0.8f);
    assertThat(vectors.values().get(1, 1)).isZero();
    assertThat(values.get(0, 0)).as("what was given stays as it was").isEqualTo(3f);
  }

  @Test
  void whatIsOfUnitLengthAlreadyIsNotCopied() {
    var values = plane(0.6f, 0.8f, 1, 0);
    assertThat(Vectors.of(Metric.COSINE, values).values()).isSameAs(values);
    assertThat(Vectors.of(Metric.L2, values).values()).isSameAs(values);
  }

  @Test
  void whatIsNotFiniteIsRefusedByNameAndPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vectors.of(Metric.L2, plane(1, 2, 3, Float.NaN), Labels.of(10, 20)))
        .withMessage("vector 20 (row 1) has the value NaN at place 1, must be finite");
    assertThatIllegalArgumentException().isThrownBy(() -> Vectors.of(Metric.L2, plane(3e30f, 1))).withMessageContaining("scale all vectors down");
    assertThatIllegalArgumentException().isThrownBy(() -> Vectors.of(Metric.L2, plane(1, 2), Labels.rows(3))).withMessage("3 labels for 1 vectors");
  }

  @Test
  void metricsHaveTheNamesOfTheField() {
    assertThat(Metric.named("ip")).isEqualTo(Metric.INNER_PRODUCT);
    assertThatIllegalArgumentException().isThrownBy(() -> Metric.named("dot")).withMessage("metric is 'dot', must be one of l2 ip cosine");
  }
}
