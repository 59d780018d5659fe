package dev.tributary.ranking.fm;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link FmRankerTrainer}.
 *
 * @param factors length of the features' vectors
 * @param loss what a row's score is held against
 * @param method how parameters are found
 * @param epochs how often all rows are gone through
 * @param linearRegularization λ of {@code λ/2·w²}, which the sum of all rows' losses is weighed against for each weight; by gradients each row that has the feature takes its share of it
 * @param regularization λ of the vectors, alike
 * @param learningRate how far a step goes; of methods with gradients alone
 * @param batch rows of a step, whose gradients are added up; of methods with gradients alone
 * @param deviation of the random vectors at the start, each of their values
 */
public record FmRankerConfig(
    @Setting(value = "length of the vectors of features", min = 1, max = 2048, search = {4, 64}, log = true) int factors,
    @Setting(value = "what a score is held against: logistic for 0 and 1, squared for numbers", tried = false) Loss loss,
    @Setting(value = "how parameters are found: als, adagrad or sgd", tried = false) Method method,
    @Setting(value = "how often all rows are gone through", min = 1, max = 10_000, search = {5, 60}, log = true) int epochs,
    @Setting(value = "lambda of the features' weights", min = 0, max = 1e9, search = {0.1, 100}, log = true) double linearRegularization,
    @Setting(value = "lambda of the features' vectors", min = 0, max = 1e9, search = {1, 300}, log = true) double regularization,
    @Setting(value = "how far a step goes; methods adagrad and sgd", min = 1e-9, max = 100, search = {0.003, 0.3}, log = true) double learningRate,
    @Setting(value = "rows of a step; methods adagrad and sgd", min = 1, max = 65_536) int batch,
    @Setting(value = "standard deviation of the vectors' values at the start", min = 1e-6, max = 10) double deviation) {

  /** What a row's score is held against. */
  public enum Loss {
    /** {@code log(1 + e^s) − y·s} of targets y that are 0 or 1. */
    LOGISTIC,
    /** {@code ½(s − y)²}. */
    SQUARED
  }

  /** How parameters are found. */
  public enum Method {
    /** Each parameter in turn to the least of the loss given all others (Rendle, Gantner, Freudenthaler, Schmidt-Thieme: "Fast context-aware recommendations with factorization machines", SIGIR 2011). */
    ALS,
    /** Steps along the gradient, shorter where a parameter has moved much (Duchi, Hazan, Singer, JMLR 2011). */
    ADAGRAD,
    /** Steps along the gradient. */
    SGD
  }

  /** Alternating least squares for 0 and 1. */
  public static final FmRankerConfig DEFAULT = new FmRankerConfig(16, Loss.LOGISTIC, Method.ALS, 20, 1, 10, 0.05, 256, 0.1);

  public FmRankerConfig {
    require(factors >= 1 && factors <= 2048, "factors is %d, allowed 1..2048; start with 16", factors);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000; start with 20", epochs);
    require(linearRegularization >= 0 && linearRegularization <= 1e9, "linearRegularization is %s, allowed 0..1e9; start with 1", linearRegularization);
    require(regularization >= 0 && regularization <= 1e9, "regularization is %s, allowed 0..1e9; start with 10", regularization);
    require(learningRate >= 1e-9 && learningRate <= 100, "learningRate is %s, allowed 1e-9..100; start with 0.05", learningRate);
    require(batch >= 1 && batch <= 65_536, "batch is %d, allowed 1..65536; start with 256", batch);
    require(deviation >= 1e-6 && deviation <= 10, "deviation is %s, allowed 1e-6..10; start with 0.1", deviation);
  }

  public FmRankerConfig withFactors(int factors) {
    return new FmRankerConfig(factors, loss, method, epochs, linearRegularization, regularization, learningRate, batch, deviation);
  }

  public FmRankerConfig withLoss(Loss loss) {
    return new FmRankerConfig(factors, loss, method, epochs, linearRegularization, regularization, learningRate, batch, deviation);
  }

  public FmRankerConfig withEpochs(int epochs) {
    return new FmRankerConfig(factors, loss, method, epochs, linearRegularization, regularization, learningRate, batch, deviation);
  }

  public FmRankerConfig withRegularization(double linear, double vectors) {
    return new FmRankerConfig(factors, loss, method, epochs, linear, vectors, learningRate, batch, deviation);
  }

  /** The same settings with steps along gradients: a method, its rate, and the rows of a step. */
  public FmRankerConfig withSteps(Method method, double learningRate, int batch) {
    return new FmRankerConfig(factors, loss, method, epochs, linearRegularization, regularization, learningRate, batch, deviation);
  }

  /** What a score is far from its target: the loss, of which the derivative by the score is {@link #slope}. */
  double loss(double score, double target) {
    return switch (loss) {
      case SQUARED -> (score - target) * (score - target) / 2;
      case LOGISTIC -> Math.max(score, 0) - target * score + Math.log1p(Math.exp(-Math.abs(score)));
    };
  }

  double slope(double score, double target) {
    return switch (loss) {
      case SQUARED -> score - target;
      case LOGISTIC -> sigmoid(score) - target;
    };
  }

  /** The most that a slope changes with the score. */
  double curvature() {
    return loss == Loss.SQUARED ? 1 : 0.25;
  }

  static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
