package dev.tributary.retrieval.sasrec;

import dev.tributary.data.Interests;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.nn.EmbeddingTable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well the held-out interests are found: NDCG@10 over the whole catalogue without what the user has before. An item with the same score counts as
 * before the one held out, so that a network which gives all the same is not taken for a good one. Confined; runs on the threads of its job.
 */
final class Validation {
  private static final int USERS = 48; // at a time
  private static final int ITEMS = 1024; // at a time
  private static final int TOP = 10;

  private final Tower tower;
  private final EmbeddingTable table;
  private final Sequences sequences;
  private final Interests interests;
  private final Job job;
  private final int[] held;

  Validation(Tower tower, EmbeddingTable table, Sequences sequences, Interests interests, Job job) {
    this.tower = tower;
    this.table = table;
    this.sequences = sequences;
    this.interests = interests;
    this.job = job.withProgress(Progress.NONE);
    held = IntStream.range(0, sequences.count).filter(n -> sequences.held[n]).toArray();
  }

  /** Whether there is anything to measure by. */
  boolean possible() {
    return held.length > 0;
  }

  /** NDCG@10, 0..1. */
  double measure() {
    var gains = new double[held.length];
    job.tasks("validating", (held.length + USERS - 1) / USERS, task -> measure(task * USERS, Math.min(held.length, (task + 1) * USERS), gains));
    return Arrays.stream(gains).sum() / Math.max(1, held.length);
  }

  private void measure(int from, int to, double[] gains) {
    int width = table.width();
    var vectors = new float[(to - from) * width];
    var activations = new Tower.Activations();
    var items = new float[tower.length() * width];
    var vector = new float[width];
    for (int n = from; n < to; n++) {
      int end = sequences.end(held[n]);
      int start = Math.max(sequences.starts[held[n]], end - tower.length());
      table.gather(sequences.items, start, end - start, items);
      tower.last(items, end - start, activations, vector);
      System.arraycopy(vector, 0, vectors, (n - from) * width, width);
    }
    var least = new float[to - from];
    var ahead = new int[to - from];
    var row = new float[width];
    for (int n = from; n < to; n++) {
      table.copy(sequences.items[sequences.end(held[n])], row, 0);
      least[n - from] = dot(vectors, (n - from) * width, row, width);
    }
    count(vectors, least, ahead);
    for (int n = from; n < to; n++) {
      int target = sequences.items[sequences.end(held[n])];
      int user = sequences.users[held[n]];
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        table.copy(interests.item(entry), row, 0);
        if (interests.item(entry) == target || dot(vectors, (n - from) * width, row, width) >= least[n - from]) {
          ahead[n - from]--; // the target itself, or one that is not offered
        }
      }
      gains[n] = ahead[n - from] < TOP ? Math.log(2) / Math.log(2 + Math.max(0, ahead[n - from])) : 0;
    }
  }

  /** How many items have at least the score of each user's target. */
  private void count(float[] vectors, float[] least, int[] ahead) {
    int width = table.width();
    var product = new ArrayProduct();
    var block = new float[ITEMS * width];
    var scores = new float[least.length * ITEMS];
    for (int first = 0; first < table.rows(); first += ITEMS) {
      int size = Math.min(ITEMS, table.rows() - first);
      table.values().values().copyTo((long) first * width, (long) (first + size) * width, block, 0);
      product.multiplyTransposed(Rows.of(vectors, width), Rows.of(block, width), Rows.of(scores, ITEMS), least.length, size, width, Part.ALL, false);
      for (int n = 0; n < least.length; n++) {
        int found = 0;
        for (int i = n * ITEMS; i < n * ITEMS + size; i++) {
          found += scores[i] >= least[n] ? 1 : 0;
        }
        ahead[n] += found;
      }
    }
  }

  /** The product as {@link ArrayProduct} makes it: one sum, ascending, so that equal means equal. */
  private static float dot(float[] a, int from, float[] b, int width) {
    float sum = 0;
    for (int i = 0; i < width; i++) {
      sum = Math.fma(a[from + i], b[i], sum);
    }
    return sum;
  }
}
