package dev.tributary.retrieval.fm;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.retrieval.vectors.Features;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of a factorisation machine of order 2, {@code Σ w_t·x_t + Σ_{s<t} ⟨v_s, v_t⟩·x_s·x_t}. A user's features are interests, x = 1/√(their number) each, attributes and perhaps the id;
 * an item's are its id and attributes. A row is a feature's vector; behind it, where the feature can be an item's, its weight w. Weights of users' features change no order and are left
 * out, as is w0. Many readers, or one writer of each row.
 */
final class Machine {
  final int factors;
  final EmbeddingTable interests;
  final EmbeddingTable users;
  final EmbeddingTable items;
  final EmbeddingTable attributes;
  final Features userFeatures;
  final Features itemFeatures;

  /** Starts from random vectors and weights of 0. */
  Machine(FmConfig config, Features.All features, long seed) {
    factors = config.factors();
    userFeatures = features.users();
    itemFeatures = features.items();
    int itemCount = itemFeatures.features().length;
    double deviation = config.deviation() / Math.sqrt(factors);
    interests = new EmbeddingTable("interests", config.history() > 0 ? itemCount : 0, factors, deviation, seed);
    users = new EmbeddingTable("users", config.userId() ? userFeatures.features().length : 0, factors, deviation, seed);
    items = weightless("items", itemCount, deviation, seed);
    attributes = weightless("attributes", features.count(), deviation, seed);
  }

  private EmbeddingTable weightless(String name, int rows, double deviation, long seed) {
    var table = new EmbeddingTable(name, rows, factors + 1, deviation, Seeds.of(seed, "with weights"));
    for (int row = 0; row < rows; row++) {
      table.values().set(row, factors, 0);
    }
    return table;
  }

  List<EmbeddingTable> tables() {
    return List.of(interests, users, items, attributes);
  }

  /** Adds up. Confined: one thread. */
  Sums sums() {
    return new Sums(attributes.values());
  }

  /** Σ v·x of a user: {@code factors} values from a place on, overwritten. */
  void user(int user, int[] bag, int from, int to, Sums sums, float[] vector, int at) {
    interests(interests.values(), bag, from, to, vector, at);
    if (users.rows() > 0) {
      sums.add(1, users.values(), user, vector, at);
    }
    sums.addAttributes(userFeatures, user, vector, at, factors);
  }

  /** Σ v·x of interests, of which each has x = 1/√(their number): overwritten. */
  static void interests(Matrix table, int[] bag, int from, int to, float[] vector, int at) {
    if (to > from) {
      Kernels.sumRows((float) (1 / Math.sqrt(to - from)), bag, from, to, table, vector, at);
    } else {
      Arrays.fill(vector, at, at + table.columns(), 0f);
    }
  }

  /** Σ v·x of an item and, behind it, Σ w·x + ½·Σ_f((Σ v·x)² − Σ v²·x²): what it has alone. Overwrites. */
  void item(int item, boolean id, Sums sums, float[] vector, int at) {
    Arrays.fill(vector, at, at + factors + 1, 0f);
    float squares = id ? sums.add(1, items.values(), item, vector, at) : 0;
    squares += sums.addAttributes(itemFeatures, item, vector, at, factors + 1);
    vector[at + factors] += (Kernels.dot(vector, at, vector, at, factors) - squares) / 2;
  }
}
