package dev.tributary.retrieval.content;

import dev.tributary.math.Kernels;
import java.util.Arrays;

/**
 * One request's profile: the weighted sum of its interests' vectors, dense over the terms, and for each term the interests
 * that brought it, so that the share of each interest in a score is known without going through the interests again.
 * Confined: one request; all zero between requests.
 */
final class Profile {
  private static final float[] NONE = {};

  final int[] terms; // touched terms, in order of arrival
  int termCount;
  private final float[] weight; // by term
  private int[] partTerm = new int[1024]; // parts in order of arrival
  private int[] partPosition = new int[1024];
  private float[] part = new float[1024];
  private int parts;

  // Where the history is long, the parts lie by term, so that a score can be taken apart.
  private final int[] start; // by term: where its parts begin in position and share
  private final int[] end; // by term: where they end
  private int[] position = {};
  private float[] share = {};

  // Where it is short enough, they are the rows of a matrix: taking a score apart is then a few sums of rows.
  private static final int LANES = 16; // rows are as wide as whole vectors
  private static final int WIDEST = 128;
  private float[] matrix = new float[4096]; // touched term × history position
  private final int[] row; // by term: its place in the order of arrival; -1: not touched
  private int longest; // positions that parts come from
  private int width; // of a row of the matrix; 0: the history is too long for one
  private int[] matchedRows = new int[64];
  private float[] matchedWeights = new float[64];

  private final Embeddings embeddings;
  private final float[] embedding;
  private float[] interestWeights = new float[64]; // by position; 0 where an interest has no embedding
  private int[] interestRows = new int[64]; // by position: row among the model's embeddings, or -1
  private float[][] interestVectors = new float[64][]; // by position: the embedding where it is not the model's
  private int positions;

  private float scale;
  private float embeddingScale;

  Profile(int terms, Embeddings embeddings) {
    this.embeddings = embeddings;
    this.terms = new int[terms];
    weight = new float[terms];
    start = new int[terms];
    end = new int[terms];
    row = new int[terms];
    Arrays.fill(row, -1);
    embedding = new float[embeddings.dimension()];
  }

  /** Adds an interest's vector of terms. */
  void add(int historyPosition, float interest, int[] termIds, float[] weights, int size) {
    if (parts + size > part.length) {
      grow(Math.max(part.length * 2, parts + size));
    }
    for (int n = 0; n < size; n++) {
      int term = termIds[n];
      if (row[term] < 0) {
        row[term] = termCount;
        terms[termCount++] = term;
      }
      float value = interest * weights[n];
      weight[term] += value;
      partTerm[parts] = term;
      partPosition[parts] = historyPosition;
      part[parts++] = value;
    }
  }

  private void grow(int capacity) {
    partTerm = Arrays.copyOf(partTerm, capacity);
    partPosition = Arrays.copyOf(partPosition, capacity);
    part = Arrays.copyOf(part, capacity);
  }

  /** Adds an interest's embedding out of the model's. */
  void addEmbedding(int historyPosition, float interest, int row) {
    remember(historyPosition, interest, row, NONE);
    embeddings.addTo(embedding, interest, row);
  }

  /** Adds the embedding of an interest in an item that came or changed later. */
  void addEmbedding(int historyPosition, float interest, float[] vector) {
    remember(historyPosition, interest, -1, vector);
    Kernels.addScaled(interest, vector, embedding);
  }

  private void remember(int historyPosition, float interest, int row, float[] vector) {
    if (historyPosition >= interestWeights.length) {
      int capacity = Math.max(2 * interestWeights.length, historyPosition + 1);
      interestWeights = Arrays.copyOf(interestWeights, capacity);
      interestRows = Arrays.copyOf(interestRows, capacity);
      interestVectors = Arrays.copyOf(interestVectors, capacity);
    }
    interestWeights[historyPosition] = interest;
    interestRows[historyPosition] = row;
    interestVectors[historyPosition] = vector;
    positions = Math.max(positions, historyPosition + 1);
  }

  /** Ends the sum: from now on scores are cosines. */
  void finish(double embeddingWeight) {
    double squares = 0;
    for (int n = 0; n < termCount; n++) {
      squares += (double) weight[terms[n]] * weight[terms[n]];
    }
    scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
    double length = Math.sqrt(Kernels.dot(embedding, embedding));
    embeddingScale = length > 1e-12 ? (float) (embeddingWeight / length) : 0;
    for (int n = 0; n < parts; n++) {
      longest = Math.max(longest, partPosition[n] + 1);
    }
    if (longest > WIDEST) {
      sortParts();
    } else {
      fillMatrix();
    }
  }

  /** Lays the parts of each term side by side: a counting sort. */
  private void sortParts() {
    if (share.length < parts) {
      position = new int[part.length];
      share = new float[part.length];
    }
    for (int n = 0; n < parts; n++) {
      end[partTerm[n]]++;
    }
    for (int n = 0, sum = 0; n < termCount; n++) {
      int term = terms[n];
      int size = end[term];
      start[term] = sum;
      end[term] = sum;
      sum += size;
    }
    for (int n = 0; n < parts; n++) {
      int at = end[partTerm[n]]++;
      position[at] = partPosition[n];
      share[at] = part[n];
    }
  }

  private void fillMatrix() {
    width = (longest + LANES - 1) / LANES * LANES;
    if (matrix.length < termCount * width) {
      matrix = new float[2 * termCount * width];
    } else {
      Arrays.fill(matrix, 0, termCount * width, 0f);
    }
    for (int n = 0; n < parts; n++) {
      matrix[row[partTerm[n]] * width + partPosition[n]] += part[n];
    }
  }

  /**
   * The shares of a cosine with the vector of terms in a row, by position, and their sum: one pass over the row where {@link #score}
   * and {@link #addShares} take two.
   *
   * @param shares overwritten from 0 to {@link #sharesSize}
   */
  float scoreAndShares(Sparse vectors, int vector, float[] shares) {
    var columns = vectors.columns();
    var weights = vectors.weights();
    long from = vectors.start(vector);
    int size = (int) (vectors.end(vector) - from);
    if (matchedRows.length <= size) {
      matchedRows = new int[2 * size];
      matchedWeights = new float[2 * size];
    }
    int matched = 0;
    for (int n = 0; n < size; n++) { // one look-up a term, and no branch that is hard to foresee
      int place = row[columns.get(from + n)];
      matchedRows[matched] = place;
      matchedWeights[matched] = weights.get(from + n) * scale;
      matched += place >>> 31 ^ 1;
    }
    float sum = 0;
    for (int n = 0; n < matched; n++) {
      sum += weight[terms[matchedRows[n]]] * matchedWeights[n];
    }
    Kernels.sumRows(matchedWeights, matchedRows, matched, matrix, width, shares);
    return sum;
  }

  /** Whether {@link #scoreAndShares} may be asked: the history is short enough. */
  boolean hasMatrix() {
    return width > 0;
  }

  /** How many positions {@link #scoreAndShares} writes: a few more than the history may have, with 0. */
  int sharesSize() {
    return width;
  }

  boolean hasEmbedding() {
    return embeddingScale > 0;
  }

  float[] embedding() {
    return embedding;
  }

  /** Weight of a term in the profile of length 1. */
  float weight(int term) {
    return weight[term] * scale;
  }

  /** Cosine with a vector of terms of length 1. */
  float score(int[] termIds, float[] weights, int size) {
    float sum = 0;
    for (int n = 0; n < size; n++) {
      sum += weight[termIds[n]] * weights[n];
    }
    return sum * scale;
  }

  /** Cosine with the vector of terms in a row. Read in place: copying so few values costs more. Two sums hide their latency. */
  float score(Sparse vectors, int row) {
    var columns = vectors.columns();
    var weights = vectors.weights();
    long from = vectors.start(row);
    int size = (int) (vectors.end(row) - from);
    float even = 0;
    float odd = 0;
    int n = 0;
    for (; n + 1 < size; n += 2) {
      even += weight[columns.get(from + n)] * weights.get(from + n);
      odd += weight[columns.get(from + n + 1)] * weights.get(from + n + 1);
    }
    if (n < size) {
      even += weight[columns.get(from + n)] * weights.get(from + n);
    }
    return (even + odd) * scale;
  }

  /** Weighted cosine from a dot product with an embedding of length 1. */
  float embeddingScore(float dot) {
    return dot * embeddingScale;
  }

  /** Adds to each position of the history what its terms give to the score of a vector; position 0 lies at {@code from}. */
  void addShares(int[] termIds, float[] weights, int size, float[] shares, int from) {
    for (int n = 0; n < size; n++) {
      addShares(termIds[n], weights[n], shares, from);
    }
  }

  /** The same for the vector in a row. */
  void addShares(Sparse vectors, int row, float[] shares, int from) {
    for (long entry = vectors.start(row), end = vectors.end(row); entry < end; entry++) {
      addShares(vectors.columns().get(entry), vectors.weights().get(entry), shares, from);
    }
  }

  private void addShares(int term, float termWeight, float[] shares, int from) {
    float factor = termWeight * scale;
    if (width == 0) {
      for (int at = start[term]; at < end[term]; at++) {
        shares[from + position[at]] += share[at] * factor;
      }
    } else if (row[term] >= 0) {
      for (int n = 0, at = row[term] * width; n < longest; n++) {
        shares[from + n] += matrix[at + n] * factor;
      }
    }
  }

  /** Adds to each position of the history what its embedding gives to the score of an embedding. */
  void addEmbeddingShares(float[] other, float[] shares, int from) {
    for (int n = 0; n < positions; n++) {
      if (interestWeights[n] != 0) {
        float dot = interestRows[n] >= 0 ? embeddings.dot(other, interestRows[n]) : Kernels.dot(interestVectors[n], other);
        shares[from + n] += interestWeights[n] * embeddingScale * dot;
      }
    }
  }

  void clear() {
    for (int n = 0; n < termCount; n++) {
      weight[terms[n]] = 0;
      start[terms[n]] = 0;
      end[terms[n]] = 0;
      row[terms[n]] = -1;
    }
    termCount = 0;
    parts = 0;
    longest = 0;
    width = 0;
    Arrays.fill(embedding, 0f);
    Arrays.fill(interestWeights, 0, positions, 0f);
    Arrays.fill(interestVectors, 0, positions, NONE);
    positions = 0;
    scale = 0;
    embeddingScale = 0;
  }
}
