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

  // The parts by term, so that a score can be taken apart; made when the first one is.
  private boolean sorted;
  private final int[] start; // by term: where its parts begin in position and share
  private final int[] end; // by term: where they end
  private int[] position = {};
  private float[] share = {};

  private final int[] newest; // by term: the position that brought it first; -1: not touched

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
    newest = new int[terms];
    Arrays.fill(newest, -1);
    embedding = new float[embeddings.dimension()];
  }

  /** Adds an interest's vector of terms; the newest interest comes first. */
  void add(int historyPosition, float interest, int[] termIds, float[] weights, int size) {
    if (parts + size > part.length) {
      grow(Math.max(part.length * 2, parts + size));
    }
    for (int n = 0; n < size; n++) {
      int term = termIds[n];
      if (newest[term] < 0) {
        newest[term] = historyPosition;
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

  /** The position of the newest interest that shares the first term that any shares with a row of vectors; -1 where none does. */
  int newest(Sparse vectors, int row) {
    long end = vectors.end(row);
    for (long entry = vectors.start(row); entry < end; entry++) {
      int position = newest[vectors.columns().get(entry)];
      if (position >= 0) {
        return position;
      }
    }
    return -1;
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

  /** Cosine with a vector of terms of length 1. Two sums hide their latency. */
  float score(int[] termIds, float[] weights, int size) {
    float even = 0;
    float odd = 0;
    int n = 0;
    for (; n + 1 < size; n += 2) {
      even += weight[termIds[n]] * weights[n];
      odd += weight[termIds[n + 1]] * weights[n + 1];
    }
    if (n < size) {
      even += weight[termIds[n]] * weights[n];
    }
    return (even + odd) * scale;
  }

  /** The same for a row of vectors: to the bit what a copy of it would score. */
  float score(Sparse vectors, int row) {
    var columns = vectors.columns();
    var weights = vectors.weights();
    float even = 0;
    float odd = 0;
    long start = vectors.start(row);
    int size = (int) (vectors.end(row) - start);
    int n = 0;
    for (; n < size - 1; n += 2) {
      even += weight[columns.get(start + n)] * weights.get(start + n);
      odd += weight[columns.get(start + n + 1)] * weights.get(start + n + 1);
    }
    if (n < size) {
      even += weight[columns.get(start + n)] * weights.get(start + n);
    }
    return (even + odd) * scale;
  }

  /** Weighted cosine from a dot product with an embedding of length 1. */
  float embeddingScore(float dot) {
    return dot * embeddingScale;
  }

  /** Adds to each position of the history what its terms give to the score of a vector; position 0 lies at {@code from}. */
  void addShares(int[] termIds, float[] weights, int size, float[] shares, int from) {
    if (!sorted) {
      sortParts();
      sorted = true;
    }
    for (int n = 0; n < size; n++) {
      float factor = weights[n] * scale;
      for (int at = start[termIds[n]]; at < end[termIds[n]]; at++) {
        shares[from + position[at]] += share[at] * factor;
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
      newest[terms[n]] = -1;
    }
    termCount = 0;
    parts = 0;
    sorted = false;
    Arrays.fill(embedding, 0f);
    Arrays.fill(interestWeights, 0, positions, 0f);
    Arrays.fill(interestVectors, 0, positions, NONE);
    positions = 0;
    scale = 0;
    embeddingScale = 0;
  }
}
