package dev.tributary.nn;

import static dev.tributary.nn.Differences.check;
import static dev.tributary.nn.Differences.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import org.junit.jupiter.api.Test;

class SampledSoftmaxTest {
  @Test
  void byHand() {
    // logits 1·2/2 + 0.5 = 1.5 (shared), 3·2/2 = 3 and −1·2/2 + 1 = 0 (targets): the loss is log(e^1.5 + e^3 + e^0) − (3 + 0)/2
    var da = new float[1];
    var db = new float[3];
    double loss =
        new SampledSoftmax()
            .apply(new float[] {2}, 1, new float[] {1, 3, -1}, 1, 1, 2, new float[] {0.5f}, new int[] {1, 2}, new int[] {0, 2}, new float[] {0, 1}, FullSoftmax.NOTHING, da, db);
    double sum = Math.exp(1.5) + Math.exp(3) + 1;
    assertThat(loss).isCloseTo(Math.log(sum) - 1.5, within(1e-6));
    assertThat((double) db[0]).isCloseTo(Math.exp(1.5) / sum, within(1e-6)); // times a/τ = 1
    assertThat((double) db[1]).isCloseTo(Math.exp(3) / sum - 0.5, within(1e-6));
    assertThat((double) db[2]).isCloseTo(1 / sum - 0.5, within(1e-6));
    assertThat((double) da[0]).isCloseTo((db[0] + 3 * db[1] - db[2]) / 2, within(1e-6));
  }

  @Test
  void itIsItsDerivativeAlsoCorrectedAndMasked() {
    int width = 4;
    float[] a = random(3 * width, 1);
    float[] b = random(9 * width, 2);
    float[] offsets = random(6, 3);
    int[] targets = {2, 7, 8, 6}; // column 2 is shared too
    int[] starts = {0, 1, 3, 4};
    float[] targetOffsets = random(4, 4);
    Mask mask = (query, logits, from) -> logits[from + 2 + query] = Float.NEGATIVE_INFINITY;
    var da = new float[a.length];
    var db = new float[b.length];
    var loss = new SampledSoftmax();
    loss.apply(a, 3, b, 6, width, 0.5, offsets, targets, starts, targetOffsets, mask, da, db);
    check("a", a, 0, a.length, da, () -> loss.apply(a, 3, b, 6, width, 0.5, offsets, targets, starts, targetOffsets, mask, new float[a.length], new float[b.length]));
    check("b", b, 0, b.length, db, () -> loss.apply(a, 3, b, 6, width, 0.5, offsets, targets, starts, targetOffsets, mask, new float[a.length], new float[b.length]));
  }

  @Test
  void withEveryOtherItemAsASampleItIsTheFullSoftmax() {
    int items = 50;
    int width = 8;
    int queries = 30;
    float[] a = random(queries * width, 5);
    float[] b = random(items * width, 6);
    var targets = new int[2 * queries];
    var starts = new int[queries + 1];
    for (int query = 0; query < queries; query++) {
      targets[2 * query] = query;
      targets[2 * query + 1] = query + 7;
      starts[query + 1] = 2 * (query + 1);
    }
    var matrix = Matrix.zeros(items, width);
    matrix.values().copyFrom(b, b.length, 0);
    var full = new FullSoftmax();
    full.prepare(matrix, Job.DEFAULT);
    var fullA = new float[a.length];
    var fullB = new float[b.length];
    double expected = full.apply(a, queries, targets, starts, FullSoftmax.NOTHING, fullA, fullB, new FullSoftmax.Slice());
    Mask own =
        (query, logits, from) -> {
          logits[from + query] = Float.NEGATIVE_INFINITY;
          logits[from + query + 7] = Float.NEGATIVE_INFINITY;
        };
    var da = new float[a.length];
    var db = new float[b.length];
    double loss = new SampledSoftmax().apply(a, queries, b, items, width, 1, new float[items], targets, starts, new float[2 * queries], own, da, db);
    assertThat(loss).isCloseTo(expected, within(1e-3));
    assertThat(da).containsExactly(fullA, within(1e-4f));
    assertThat(db).containsExactly(fullB, within(1e-4f));
  }
}
