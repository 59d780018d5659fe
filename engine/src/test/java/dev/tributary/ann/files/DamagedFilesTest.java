package dev.tributary.ann.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tributary.data.SharedData;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other libraries, of every kind that is read, cut short and damaged: refused by name, or an index that can be searched. */
class DamagedFilesTest {
  private static final long[] ABSURD = {-1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 31, 1L << 40, 1_000_000, 1, 0, Float.floatToIntBits(Float.NaN)};

  @TempDir Path folder;

  private static List<Path> samples() throws IOException {
    try (var files = Files.list(SharedData.path("index-samples/expected.json").getParent())) {
      return files.filter(file -> file.toString().matches(".*\\.(faiss|bin|ann)")).sorted().toList();
    }
  }

  private static VectorIndex open(Path path, String name) throws IOException {
    var metric = name.contains("l2") || name.contains("euclidean") ? Metric.L2 : name.contains("ip") || name.contains("dot") ? Metric.INNER_PRODUCT : Metric.COSINE;
    return name.endsWith(".ann") ? IndexFiles.openAnnoy(path, metric, 32) : IndexFiles.open(path, Optional.of(metric));
  }

  /** Opens and searches; whether it was refused. */
  private boolean refused(byte[] bytes, String name, String what) throws IOException {
    Path path = folder.resolve("damaged");
    Files.write(path, bytes);
    try {
      var index = open(path, name);
      var found = new SearchResult();
      index.search(new float[index.dimension()], 5, RowFilter.ALL, found);
      for (int rank = 0; rank < found.size(); rank++) {
        assertThat(found.score(rank)).as("%s %s", name, what).isFinite();
      }
      return false;
    } catch (CorruptFileException e) {
      assertThat(e.getMessage()).as("%s %s", name, what).startsWith("damaged: ");
      return true;
    } catch (IllegalArgumentException e) { // the metric is in the file, and is another one now
      assertThat(e.getMessage()).as("%s %s", name, what).startsWith("damaged has the metric");
      return true;
    } catch (RuntimeException | Error e) {
      return fail(name + " " + what, e);
    }
  }

  @Test
  void filesCutShortAreRefused() throws IOException {
    for (Path sample : samples()) {
      byte[] whole = Files.readAllBytes(sample);
      String name = sample.getFileName().toString();
      var random = new SplittableRandom(1);
      boolean annoy = name.endsWith(".ann");
      for (int n = 0; n < 120; n++) {
        int length = n < 60 ? n : random.nextInt(whole.length);
        boolean refused = refused(Arrays.copyOf(whole, length), name, "cut to " + length + " bytes");
        // what is left of a file of Annoy may end in a node that might be a root: its format has no length
        assertThat(refused || annoy).as("%s cut to %d of %d bytes", name, length, whole.length).isTrue();
      }
    }
  }

  @Test
  void damagedFilesAreRefusedOrHarmless() throws IOException {
    for (Path sample : samples()) {
      byte[] whole = Files.readAllBytes(sample);
      String name = sample.getFileName().toString();
      int refused = 0;
      for (int seed = 0; seed < 200; seed++) {
        var random = Seeds.random(seed);
        byte[] damaged = whole.clone();
        for (int change = 0; change <= seed % 3; change++) {
          int at = random.nextInt(random.nextBoolean() ? 200 : damaged.length - 8);
          var bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
          switch (random.nextInt(3)) {
            case 0 -> bytes.putLong(at, ABSURD[random.nextInt(ABSURD.length)]);
            case 1 -> bytes.putInt(at, (int) ABSURD[random.nextInt(ABSURD.length)]);
            default -> damaged[at] = (byte) random.nextInt();
          }
        }
        refused += refused(damaged, name, "damaged with seed " + seed) ? 1 : 0;
      }
      assertThat(refused).as(name).isPositive();
    }
  }
}
