package dev.tributary.ann.hnsw;

import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.ByteCodes;
import dev.tributary.math.Job;
import dev.tributary.math.Pool;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Carries a graph over to fewer rows and more. Links to what is gone are mended from the links of what is gone, as in FreshDiskANN (Singh et al.,
 * arXiv 2105.09613, algorithm 4), but links to what is left all stay and a row keeps as many as it had: to choose anew among all, as there, thins
 * the graph out from update to update. Then what is new is linked as in a build. The same on any number of threads. Confined: one update.
 */
final class HnswUpdate {
  private static final String PHASE = "mending links";
  private static final int GONE = -1;

  private final HnswGraph old;
  private final Vectors vectors;
  private final Job job;
  private final HnswGraph graph;
  /** By row before: the row after, or {@link #GONE}. */
  private final int[] moved;
  private final int kept;

  /**
   * An update.
   *
   * @param gone rows to leave out
   * @param vectors what is left, in the order of rows, and what is new
   * @param codes by which to walk
   * @param config of the M of the graph
   */
  HnswUpdate(HnswGraph old, BitSet gone, Vectors vectors, Optional<ByteCodes> codes, HnswConfig config, Job job) {
    this.old = old;
    this.vectors = vectors;
    this.job = job;
    moved = new int[old.rows()];
    int count = 0;
    for (int row = 0; row < moved.length; row++) {
      moved[row] = gone.get(row) ? GONE : count++;
    }
    kept = count;
    byte[] levels = HnswBuilder.levels(vectors.size(), old.m(), vectors.labels()::label, job);
    for (int row = 0; row < moved.length; row++) {
      if (moved[row] != GONE) {
        levels[moved[row]] = (byte) old.level(row);
      }
    }
    graph = new HnswGraph(old.m(), levels);
    var builder = HnswBuilder.after(vectors, codes, config, job, graph);
    int[] lost = mend();
    int[] rows = Arrays.copyOf(lost, lost.length + vectors.size() - kept);
    for (int row = kept; row < vectors.size(); row++) {
      rows[lost.length + row - kept] = row;
    }
    builder.insert(rows, kept);
  }

  HnswGraph graph() {
    return graph;
  }

  /** What one thread needs. */
  private final class Scratch {
    final LinkChoice choice = new LinkChoice(vectors, 2 * old.m());
    final int[] links = new int[2 * old.m()];
    final int[] further = new int[2 * old.m()];
    final int[] stay = new int[2 * old.m()];
    int[] rows = new int[4 * old.m()];
    int count;

    void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = row;
    }
  }

  /** Carries over what is left, and answers the rows that have no links any more though there are others. */
  private int[] mend() {
    if (kept == 0) {
      return new int[0];
    }
    graph.enterAt(entry());
    var pool = new Pool<>(job.threads(), Scratch::new);
    var lost = new boolean[kept];
    job.shards(PHASE, old.rows(), (_, from, to) -> {
      var scratch = pool.take();
      for (int row = from; row < to; row++) {
        if (moved[row] != GONE) {
          for (int level = 0; level <= old.level(row); level++) {
            mend(row, level, scratch);
          }
          lost[moved[row]] = kept > 1 && graph.links(moved[row], 0, scratch.links) == 0;
        }
      }
      pool.give(scratch);
    });
    int count = 0;
    var rows = new int[kept];
    for (int row = 0; row < kept; row++) {
      if (lost[row]) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /** The old entry, or the first row of the highest level that is left. */
  private int entry() {
    int entry = old.entry();
    if (moved[entry] == GONE) {
      entry = -1;
      for (int row = 0; row < old.rows(); row++) {
        if (moved[row] != GONE && (entry < 0 || old.level(row) > old.level(entry))) {
          entry = row;
        }
      }
    }
    return moved[entry];
  }

  /** What stays linked stays; in place of each link that is lost one of those that the lost rows had. */
  private void mend(int row, int level, Scratch scratch) {
    int size = old.links(row, level, scratch.links);
    int staying = 0;
    scratch.count = 0;
    for (int n = 0; n < size; n++) {
      int link = scratch.links[n];
      if (moved[link] != GONE) {
        scratch.stay[staying++] = moved[link];
      } else {
        int more = old.links(link, level, scratch.further);
        for (int m = 0; m < more; m++) {
          if (moved[scratch.further[m]] != GONE && scratch.further[m] != row) {
            scratch.add(moved[scratch.further[m]]);
          }
        }
      }
    }
    if (staying == size) {
      graph.setLinks(moved[row], level, scratch.stay, size);
    } else {
      scratch.choice.extend(moved[row], scratch.stay, staying, scratch.rows, scratch.count, size);
      graph.setLinks(moved[row], level, scratch.choice.taken(), scratch.choice.count());
    }
  }
}
