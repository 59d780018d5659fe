package dev.tributary.nn;

import static dev.tributary.nn.Differences.check;
import static dev.tributary.nn.Differences.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossesTest {
  @Test
  void logisticLossByHandAndByDifferences() {
    var gradient = new float[2];
    double loss = LogisticLoss.apply(new float[] {0, 2}, new float[] {1, -1}, 2, gradient);
    assertThat(loss).isCloseTo(Math.log(2) + Math.log(1 + Math.exp(2)), within(1e-9));
    assertThat((double) gradient[0]).isCloseTo(-0.5, within(1e-7));
    float[] scores = random(20, 1);
    float[] labels = random(20, 2);
    for (int n = 0; n < 20; n++) {
      labels[n] = Math.signum(labels[n]);
    }
    var slopes = new float[20];
    LogisticLoss.apply(scores, labels, 20, slopes);
    check("scores", scores, 0, 20, slopes, () -> LogisticLoss.apply(scores, labels, 20, new float[20]));
    assertThat(LogisticLoss.apply(new float[] {-1000}, new float[] {1}, 1, gradient)).isEqualTo(1000);
  }

  @ParameterizedTest
  @EnumSource(TripletLoss.Form.class)
  void tripletLossIsItsDerivative(TripletLoss.Form form) {
    var triplet = new TripletLoss(form, 0.8);
    float[] positive = random(6, 3);
    float[] negative = random(12, 4);
    for (int n = 0; n < 12; n++) { // away from the corner of the hinge
      negative[n] += Math.abs(negative[n] + 0.8f - positive[n / 2]) < 0.1 ? 0.3f : 0;
    }
    var positives = new float[6];
    var negatives = new float[12];
    triplet.apply(positive, negative, 6, 2, positives, negatives);
    check("positive", positive, 0, 6, positives, () -> triplet.apply(positive, negative, 6, 2, new float[6], new float[12]));
    check("negative", negative, 0, 12, negatives, () -> triplet.apply(positive, negative, 6, 2, new float[6], new float[12]));
  }

  @Test
  void tripletHingeByHand() {
    var positives = new float[1];
    var negatives = new float[2];
    double loss = new TripletLoss(TripletLoss.Form.HINGE, 0.5).apply(new float[] {0.4f}, new float[] {0.3f, -0.5f}, 1, 2, positives, negatives);
    assertThat(loss).isCloseTo(0.4, within(1e-6)); // 0.3 + 0.5 − 0.4; the other leads by 0.9
    assertThat(positives).containsExactly(-1);
    assertThat(negatives).containsExactly(1, 0);
  }

  @Test
  void softmaxLossIsItsDerivativeAlsoCorrectedAndMasked() {
    int rows = 4;
    int columns = 9;
    int stride = 11;
    float[] logits = random(rows * stride, 5);
    logits[2] = Float.NEGATIVE_INFINITY;
    float[] correction = random(columns, 6);
    int[] targets = {0, 3, 8, 1};
    var gradient = logits.clone();
    SoftmaxLoss.correct(gradient, rows, columns, stride, correction);
    SoftmaxLoss.apply(gradient, rows, columns, stride, targets);
    assertThat(gradient[2]).isZero();
    for (int row = 0; row < rows; row++) {
      check("logits", logits, row * stride, 2, gradient, () -> corrected(logits, correction, targets));
      check("logits", logits, row * stride + 3, 6, gradient, () -> corrected(logits, correction, targets));
    }
  }

  private static double corrected(float[] logits, float[] correction, int[] targets) {
    var copy = logits.clone();
    SoftmaxLoss.correct(copy, 4, 9, 11, correction);
    return SoftmaxLoss.apply(copy, 4, 9, 11, targets);
  }

  @Test
  void theMeanGradientOfCorrectedSamplesIsThatOfTheFullSoftmax() {
    // items drawn as negatives with probability q, 2,000 at a time: the gradient by the target's logit tends to p − 1 of the full softmax
    float[] scores = {1.2f, -0.4f, 0.3f, 2.0f, -1.1f};
    double[] q = {0.1, 0.4, 0.2, 0.05, 0.25};
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score);
    }
    var random = Seeds.random(3);
    int draws = 20_000;
    var logits = new float[draws + 1];
    var correction = new float[draws + 1];
    logits[0] = scores[1];
    for (int n = 1; n <= draws; n++) {
      double at = random.nextDouble();
      int item = 0;
      while (item < 4 && at >= q[item]) {
        at -= q[item++];
      }
      logits[n] = item == 1 ? Float.NEGATIVE_INFINITY : scores[item]; // the target is no negative
      correction[n] = (float) Math.log(draws * q[item]);
    }
    SoftmaxLoss.correct(logits, 1, draws + 1, 0, correction);
    SoftmaxLoss.apply(logits, 1, draws + 1, 0, new int[] {0});
    assertThat((double) logits[0]).isCloseTo(Math.exp(scores[1]) / sum - 1, within(0.01));
  }

  @Test
  void gbceIsItsDerivativeAndPlainWithoutCalibration() {
    var gbce = GbceLoss.of(3, 10, 0.75);
    assertThat(gbce.beta()).isCloseTo(1.0 / 3 * (0.75 * (1 - 3) + 3), within(1e-12)); // rate 3/9
    assertThat(GbceLoss.of(3, 10, 0).beta()).isCloseTo(1, within(1e-12));
    assertThat(GbceLoss.of(3, 10, 1).beta()).isCloseTo(1.0 / 3, within(1e-12));
    float[] logits = random(2 * 4, 7);
    logits[6] = Float.NEGATIVE_INFINITY;
    int[] targets = {0, 1};
    var gradient = logits.clone();
    gbce.apply(gradient, 2, 4, 4, targets);
    assertThat(gradient[6]).isZero();
    check("logits", logits, 0, 6, gradient, () -> gbce.apply(logits.clone(), 2, 4, 4, targets));
  }

  @Test
  void inBatchSoftmaxIsItsDerivativeInAnySlices() {
    int n = 9;
    int width = 5;
    float[] a = random(n * width, 8);
    float[] b = random(n * width, 9);
    var loss = new InBatchSoftmax();
    var da = new float[n * width];
    var db = new float[n * width];
    double whole = loss.apply(a, 0, n, b, n, width, 0.7, da, db);
    check("a", a, 0, a.length, da, () -> loss.apply(a, 0, n, b, n, width, 0.7, new float[n * width], new float[n * width]));
    check("b", b, 0, b.length, db, () -> loss.apply(a, 0, n, b, n, width, 0.7, new float[n * width], new float[n * width]));
    var cut = new float[n * width];
    var cutB = new float[n * width];
    double parts = loss.apply(a, 0, 4, b, n, width, 0.7, cut, cutB) + loss.apply(a, 4, n, b, n, width, 0.7, cut, cutB);
    assertThat(parts).isCloseTo(whole, within(1e-9));
    assertThat(cut).isEqualTo(da);
  }

  @Test
  void fullSoftmaxIsItsDerivativeAlsoWithSeveralTargets() {
    int items = 300; // more than a block
    int width = 7;
    int positions = 31; // more than a chunk
    float[] h = random(positions * width, 11);
    float[] e = random(items * width, 12);
    var targets = new int[positions];
    for (int n = 0; n < positions; n++) {
      targets[n] = n * 37 % items;
    }
    var dh = new float[positions * width];
    var de = new float[items * width];
    full(h, e, items, width, positions, targets, new int[0], dh, de);
    check("h", h, 0, h.length, dh, () -> full(h, e, items, width, positions, targets, new int[0], new float[dh.length], new float[de.length]));
    check("items", e, 0, e.length, de, () -> full(h, e, items, width, positions, targets, new int[0], new float[dh.length], new float[de.length]));
    var starts = new int[positions + 1]; // the first position has none, then 1, 2, 1, 2 …
    for (int n = 1; n < positions; n++) {
      starts[n + 1] = Math.min(positions, starts[n] + 1 + n % 2);
    }
    Arrays.fill(dh, 0);
    Arrays.fill(de, 0);
    full(h, e, items, width, positions, targets, starts, dh, de);
    assertThat(Arrays.copyOf(dh, width)).containsOnly(0);
    check("h", h, 0, h.length, dh, () -> full(h, e, items, width, positions, targets, starts, new float[dh.length], new float[de.length]));
  }

  private static double full(float[] h, float[] e, int items, int width, int positions, int[] targets, int[] starts, float[] dh, float[] de) {
    var softmax = new FullSoftmax();
    softmax.prepare(Matrix.of(items, width, FloatColumn.copyOf(e)), Job.DEFAULT.withThreads(1));
    var slice = new FullSoftmax.Slice();
    return starts.length == 0 ? softmax.apply(h, positions, targets, dh, de, slice) : softmax.apply(h, positions, targets, starts, FullSoftmax.NOTHING, dh, de, slice);
  }
}
