package dev.tributary.retrieval.sgd;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.vectors.Basis;
import java.util.Arrays;

/**
 * What a fold-in must know of all items at once, where an item counts as often as it is drawn as a negative.
 *
 * @param mean of the items' rows, bias included
 * @param spectrum the scatter of their vectors along each axis, largest first
 * @param coupling along each axis, how vectors and biases vary together; last, how biases vary
 */
record Background(float[] mean, float[] spectrum, float[] coupling, Surrogate surrogate) {
  /** Turns both tables of vectors, whose inner products stay, into the axes of the items' scatter. */
  static Background of(Matrix items, float[] biases, float[] weights, Matrix users, Surrogate surrogate, Job job) {
    int factors = items.columns();
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    var mean = new double[factors];
    double meanBias = 0;
    var row = new float[factors];
    for (int item = 0; item < items.rows(); item++) {
      double share = sum == 0 ? 0 : weights[item] / sum;
      items.copyRow(item, row);
      for (int p = 0; p < factors; p++) {
        mean[p] += share * row[p];
      }
      meanBias += share * biases[item];
    }
    var scatter = Matrix.zeros(items.rows(), factors);
    for (int item = 0; item < items.rows(); item++) {
      double root = sum == 0 ? 0 : Math.sqrt(weights[item] / sum);
      items.copyRow(item, row);
      for (int p = 0; p < factors; p++) {
        row[p] = (float) (root * (row[p] - mean[p]));
      }
      scatter.setRow(item, row);
    }
    var basis = Basis.of(scatter, job);
    basis.turn(scatter, job);
    basis.turn(items, job);
    basis.turn(users, job);
    var turned = new float[factors + 1];
    var coupling = new double[factors + 1];
    var turnedMean = new double[factors];
    for (int item = 0; item < items.rows(); item++) {
      double share = sum == 0 ? 0 : weights[item] / sum;
      for (int p = 0; p < factors; p++) {
        coupling[p] += Math.sqrt(share) * scatter.get(item, p) * (biases[item] - meanBias);
        turnedMean[p] += share * items.get(item, p);
      }
      coupling[factors] += share * (biases[item] - meanBias) * (biases[item] - meanBias);
    }
    for (int p = 0; p < factors; p++) {
      turned[p] = (float) turnedMean[p];
    }
    turned[factors] = (float) meanBias;
    var narrow = new float[factors + 1];
    for (int p = 0; p <= factors; p++) {
      narrow[p] = (float) coupling[p];
    }
    return new Background(turned, basis.spectrum(), narrow, surrogate);
  }

  Tensors tensors() {
    var numbers = new float[] {surrogate.loss().ordinal(), surrogate.drawn(), surrogate.regularization(), surrogate.hardestOf()};
    return Tensors.builder()
        .floats("mean", FloatColumn.copyOf(mean))
        .floats("spectrum", FloatColumn.copyOf(spectrum))
        .floats("coupling", FloatColumn.copyOf(coupling))
        .floats("surrogate", FloatColumn.copyOf(numbers))
        .build();
  }

  /** Reads what {@link #tensors} wrote; lengths are not checked. */
  static Background read(Tensors file) throws CorruptFileException {
    float[] numbers = Arrays.copyOf(file.floats("surrogate").toArray(), 4);
    var losses = Surrogate.Loss.values();
    var surrogate = new Surrogate(losses[Math.clamp((int) numbers[0], 0, losses.length - 1)], numbers[1], numbers[2], Math.clamp((int) numbers[3], 1, 1000));
    return new Background(file.floats("mean").toArray(), file.floats("spectrum").toArray(), file.floats("coupling").toArray(), surrogate);
  }
}
