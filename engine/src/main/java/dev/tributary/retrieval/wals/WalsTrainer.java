package dev.tributary.retrieval.wals;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Features;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Matrix factorisation by weighted alternating least squares (Hu, Koren, Volinsky: "Collaborative filtering for implicit feedback
 * datasets", ICDM 2008; Zhou and others: "Large-scale parallel collaborative filtering for the Netflix Prize", AAIM 2008) with the loss of
 * Rendle, Krichene, Zhang, Koren: "Revisiting the performance of iALS on item recommendation benchmarks", RecSys 2022:
 *
 * <p>{@code Σ_{(u,i) observed} w_ui·(1 − ⟨a_u,b_i⟩)² + w₀·Σ_{all u,i} ⟨a_u,b_i⟩² + λ·(Σ_u (n_u + w₀·|I|)^ν·‖a_u‖² + Σ_i (n_i + w₀·|U|)^ν·‖b_i‖²)}
 *
 * <p>{@code w_ui = like(u,i)^likePower · (n̄/n_i)^popularityDamping}, n the number of entries. With {@link Feedback#EXPLICIT} instead: target
 * like(u,i), also the items met without interest as 0, all weights 1, w₀ = 0 (ALS-WR at ν = 1).
 *
 * <p>An epoch solves for all items, then for all users. What is unobserved enters through the Gram matrix of the side that stands still;
 * turned into its eigenvectors, that matrix is diagonal for every row of the other side at once, and a row of L entries needs a system of
 * min(L, d) rows ({@link dev.tributary.math.RidgeRegression}). {@link Solver#BLOCK} is that of Rendle and others: "iALS++: speeding up matrix
 * factorization with subspace optimization", arXiv 2110.14044. Training ends with the users, so that a fold-in gives what they have.
 *
 * <p>Time for an epoch O(Σ L·d·min(L, d) + (users + items)·d² + d³); memory 4·d bytes a user and an item off the heap, 8·d at the end,
 * 16 bytes an entry on it, 24 at the start.
 * Values are floats, losses and eigenvectors doubles. The same bits on any number of threads. Thread-safe.
 */
public final class WalsTrainer implements Trainer<WalsModel> {
  private final WalsConfig config;

  /** A trainer with these settings. */
  public WalsTrainer(WalsConfig config) {
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws IllegalArgumentException when a user or item is left undecided, naming it: λ is 0 or nearly, or weights are enormous
   * @throws ArithmeticException when the loss is no longer finite
   */
  @Override
  public WalsModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var weights = itemWeights(interests);
    var factorization = new Factorization(config, interests.users(), interests.items(), entries(interests, weights), job);
    if (config.attributes() > 0) {
      return trainLeaning(data, weights, factorization);
    }
    double loss = run(factorization);
    var items = new VectorTable(interests.items(), factorization.items());
    var users = new VectorTable(interests.users(), factorization.users());
    return new WalsModel(config, items, users, factorization.spectrum(), weights, interests.items().size(), Optional.empty(), interests, loss);
  }

  private double run(Factorization factorization) {
    double loss = 0;
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      factorization.solveItems();
      loss = factorization.solveUsers();
    }
    return loss;
  }

  /** With the attributes of items; those that nobody took lie where their attributes say. */
  private WalsModel trainLeaning(TrainingData data, FloatColumn weights, Factorization factorization) {
    var interests = data.interests();
    var items = data.allItems();
    int[] numbers = interests.items().indexesIn(items);
    var all = Features.of(Vocabulary.of(List.of()), items, data.catalog());
    factorization.lean(all.items().rows(numbers), all.count());
    double loss = run(factorization);
    var vectors = Matrix.zeros(items.size(), config.factors());
    var vector = new float[config.factors()];
    for (int item = 0; item < items.size(); item++) {
      Leaning.mean(all.items(), item, factorization.attributes(), vector);
      vectors.setRow(item, vector);
    }
    var found = factorization.items();
    var allWeights = FloatColumn.allocate(items.size());
    for (int item = 0; item < items.size(); item++) {
      allWeights.set(item, 1);
    }
    int[] popularity = interests.popularity();
    for (int item = 0; item < numbers.length; item++) {
      allWeights.set(numbers[item], weights.get(item));
      if (popularity[item] > 0) {
        found.copyRow(item, vector);
        vectors.setRow(numbers[item], vector);
      }
    }
    return new WalsModel(
        config,
        new VectorTable(items, vectors),
        new VectorTable(interests.users(), factorization.users()),
        factorization.spectrum(),
        allWeights,
        numbers.length,
        Optional.of(new VectorTable(all.names(), factorization.attributes())),
        interests,
        loss);
  }

  /** (n̄/n_i)^popularityDamping of each item; 1 where an item has no entries. */
  private FloatColumn itemWeights(Interests interests) {
    var weights = FloatColumn.allocate(interests.items().size());
    int[] popularity = interests.popularity();
    long taken = Arrays.stream(popularity).filter(n -> n > 0).count();
    double mean = (double) interests.size() / Math.max(1, taken);
    for (int item = 0; item < popularity.length; item++) {
      weights.set(item, popularity[item] == 0 ? 1 : (float) StrictMath.pow(mean / popularity[item], config.popularityDamping()));
    }
    return weights;
  }

  /** What is learned from; nobody but the factorization holds it, which keeps it in another order. */
  private SparseMatrix entries(Interests interests, FloatColumn itemWeights) {
    return config.feedback() == Feedback.IMPLICIT ? signs(interests, itemWeights) : grades(interests);
  }

  /** Users × items with the weight of every interest. */
  private SparseMatrix signs(Interests interests, FloatColumn itemWeights) {
    int size = Math.toIntExact(interests.size());
    var columns = new int[size];
    var values = new float[size];
    for (int entry = 0; entry < size; entry++) {
      columns[entry] = interests.item(entry);
      values[entry] = config.value(interests.like(entry)) * itemWeights.get(columns[entry]);
    }
    var starts = new long[interests.users().size() + 1];
    for (int user = 0; user < starts.length - 1; user++) {
      starts[user + 1] = interests.end(user);
    }
    return new SparseMatrix(interests.items().size(), starts, columns, values);
  }

  /** Users × items with the like of every item that was met. */
  private static SparseMatrix grades(Interests interests) {
    int users = interests.users().size();
    int size = Math.toIntExact(interests.size() + (users == 0 ? 0 : interests.metEnd(users - 1)));
    var columns = new int[size];
    var values = new float[size];
    var starts = new long[users + 1];
    int at = 0;
    for (int user = 0; user < users; user++) {
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        columns[at] = interests.item(entry);
        values[at++] = interests.like(entry);
      }
      for (long entry = interests.metStart(user); entry < interests.metEnd(user); entry++) {
        columns[at++] = interests.met(entry);
      }
      starts[user + 1] = at;
    }
    return new SparseMatrix(interests.items().size(), starts, columns, values);
  }
}
