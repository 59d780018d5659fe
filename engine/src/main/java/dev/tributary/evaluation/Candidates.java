package dev.tributary.evaluation;

import dev.tributary.data.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * For each user the few items among which a model has to choose, as protocols with sampled negatives give them. What is measured
 * so is labelled so: it says nothing of the full catalogue. Immutable, thread-safe.
 */
public final class Candidates {
  private final String name;
  private final Vocabulary users;
  private final Vocabulary items;
  private final int[] starts;
  private final int[] item;
  private final float[] label;
  private final boolean labelled;
  private final List<BadRows> badRows;

  private Candidates(String name, PairFile.Rows rows) {
    this.name = name;
    users = rows.users();
    items = rows.items();
    starts = rows.starts();
    item = new int[rows.item().length];
    label = new float[item.length];
    labelled = rows.labelled();
    badRows = rows.bad();
    for (int user = 0; user < users.size(); user++) {
      var keys = new long[starts[user + 1] - starts[user]];
      for (int n = 0; n < keys.length; n++) {
        keys[n] = (long) rows.item()[starts[user] + n] << 32 | n;
      }
      Arrays.sort(keys);
      for (int n = 0; n < keys.length; n++) {
        item[starts[user] + n] = (int) (keys[n] >>> 32);
        label[starts[user] + n] = (float) rows.value()[starts[user] + (int) keys[n]];
      }
    }
  }

  /**
   * Reads {@code user<TAB>item}, {@code user<TAB>item<TAB>label}, TREC judgements or a TREC run, plain or gzip. Labels count when
   * every row has one.
   *
   * @throws dev.tributary.model.CorruptFileException when no row can be used, or the gzip data ends early
   */
  public static Candidates read(Path path) throws IOException {
    return new Candidates(path.getFileName().toString(), PairFile.read(path, PairFile.Shape.CANDIDATES));
  }

  /** The same from a stream, which the caller closes; {@code name} is for messages and labels. */
  public static Candidates read(InputStream in, String name) throws IOException {
    return new Candidates(name, PairFile.read(in, name, PairFile.Shape.CANDIDATES));
  }

  /** Where they came from. */
  public String name() {
    return name;
  }

  public Vocabulary users() {
    return users;
  }

  public Vocabulary items() {
    return items;
  }

  /** Whether every row has a label of its own. */
  public boolean labelled() {
    return labelled;
  }

  /** Number of pairs. */
  public int rows() {
    return item.length;
  }

  /** What could not be used of the file. */
  public List<BadRows> badRows() {
    return badRows;
  }

  int start(int user) {
    return starts[user];
  }

  int end(int user) {
    return starts[user + 1];
  }

  int item(int row) {
    return item[row];
  }

  float label(int row) {
    return label[row];
  }

  /** The row of a pair, or below 0; -1 is nobody, or no item. */
  int find(int user, int candidate) {
    return user < 0 || candidate < 0 ? -1 : Arrays.binarySearch(item, starts[user], starts[user + 1], candidate);
  }

  /** The largest number of candidates of one user. */
  int longest() {
    int longest = 0;
    for (int user = 0; user < users.size(); user++) {
      longest = Math.max(longest, end(user) - start(user));
    }
    return longest;
  }
}
