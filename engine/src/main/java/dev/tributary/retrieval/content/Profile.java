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
  private final int[] head; // by term: newest link + 1
  private int[] next = new int[1024];
  private int[] position = new int[1024];
  private float[] part = new float[1024];
  private int links;

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
    head = new int[terms];
    embedding = new float[embeddings.dimension()];
  }

  /** Adds an interest's vector of terms. */
  void add(int historyPosition, float interest, int[] termIds, float[] weights, int size) {
    if (links + size > next.length) {
      int capacity = Math.max(next.length * 2, links + size);
      next = Arrays.copyOf(next, capacity);
      position = Arrays.copyOf(position, capacity);
      part = Arrays.copyOf(part, capacity);
    }
    for (int n = 0; n < size; n++) {
      int term = termIds[n];
      if (head[term] == 0) {
        terms[termCount++] = term;
      }
      float value = interest * weights[n];
      weight[term] += value;
      next[links] = head[term];
      position[links] = historyPosition;
      part[links++] = value;
      head[term] = links;
    }
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

  /** Cosine with the vector of terms in a row; reading in place is faster than copying so few values. */
  float score(Sparse vectors, int row) {
    float sum = 0;
    long end = vectors.end(row);
    for (long entry = vectors.start(row); entry < end; entry++) {
      sum += weight[vectors.columns().get(entry)] * vectors.weights().get(entry);
    }
    return sum * scale;
  }

  /** Weighted cosine from a dot product with an embedding of length 1. */
  float embeddingScore(float dot) {
    return dot * embeddingScale;
  }

  /** Adds to each position of the history what its terms give to the score of a vector. */
  void addShares(int[] termIds, float[] weights, int size, float[] shares) {
    for (int n = 0; n < size; n++) {
      float factor = weights[n] * scale;
      for (int link = head[termIds[n]]; link != 0; link = next[link - 1]) {
        shares[position[link - 1]] += part[link - 1] * factor;
      }
    }
  }

  /** Adds to each position of the history what its embedding gives to the score of an embedding. */
  void addEmbeddingShares(float[] other, float[] shares) {
    for (int n = 0; n < positions; n++) {
      if (interestWeights[n] != 0) {
        float dot = interestRows[n] >= 0 ? embeddings.dot(other, interestRows[n]) : Kernels.dot(interestVectors[n], other);
        shares[n] += interestWeights[n] * embeddingScale * dot;
      }
    }
  }

  void clear() {
    for (int n = 0; n < termCount; n++) {
      weight[terms[n]] = 0;
      head[terms[n]] = 0;
    }
    termCount = 0;
    links = 0;
    Arrays.fill(embedding, 0f);
    Arrays.fill(interestWeights, 0, positions, 0f);
    Arrays.fill(interestVectors, 0, positions, NONE);
    positions = 0;
    scale = 0;
    embeddingScale = 0;
  }
}
