package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds: a log, or one of the declared exceptions. */
class ReaderFuzzTest {
  @TempDir Path folder;

  private static final List<String> GOOD =
      List.of(
          "user,item,rating,timestamp\nu1,i1,4,1500000000\nu1,\"i,2\",3.5,1500000060\nu2,i1,5,1500000120\n",
          "{\"id\":\"e\",\"type\":\"like\",\"user\":\"u\",\"item\":\"i\",\"time\":\"2026-11-21T03:12:00Z\",\"context\":{\"a\":\"b\"}}\n{\"user\":1,\"item\":2,\"ts\":1500000000}\n",
          "196\t242\t3\t881250949\n186\t302\t3\t891717742\n22\t377\t1\t878887116\n",
          "1::1193::5::978300760\n2::661::3::978302109\n",
          "0 1 2 3\n1 4 5\n2 6\n",
          "1 2\n1 3\n2 9\n",
          "user_id\tvideo_id\ttime_ms\tis_click\tis_like\tplay_time_ms\n1\t2\t1649581149287\t1\t0\t46186\n");
  private static final List<String> SPICE =
      List.of("\u0000", "😀", "\"", "\"\"", ",", "\n", "\r\n", "\t", "::", ";", "|", "{", "}", "[", "9".repeat(400), "1e999", "-0", "NaN", "x".repeat(10_000), "\uFEFF", "2026-13-45T99:99", "null", "\\u", " ");

  /** Reads by both ways with all formats; answers whether any gave a log. */
  private boolean read(byte[] bytes, String what) throws IOException {
    Path file = Files.write(folder.resolve("fuzz"), bytes);
    boolean good = false;
    for (int format = -1; format < EventFormat.values().length; format++) {
      var options = format < 0 ? ReadOptions.DEFAULT : ReadOptions.DEFAULT.withFormat(EventFormat.values()[format]);
      good |= attempt(file, options, what);
    }
    return good | attempt(file, ReadOptions.DEFAULT.withColumns("user=1,item=2,click=2"), what) | attempt(file, ReadOptions.DEFAULT.withCharset("UTF-16"), what);
  }

  private static boolean attempt(Path file, ReadOptions options, String what) {
    try {
      var loaded = EventFiles.load(file, options, Progress.NONE);
      var events = new long[1];
      var report = EventFiles.read(file, options.withDerivedIds(true), Progress.NONE, _ -> events[0]++);
      assertThat(loaded.report().rows()).as(what).isEqualTo(loaded.report().kept() + loaded.report().rejected());
      assertThat(events[0]).as(what).isEqualTo(report.events());
      assertThat(loaded.interactions().size()).as(what).isLessThanOrEqualTo(loaded.report().events());
      return true;
    } catch (BadDataException | IllegalArgumentException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
      return false;
    } catch (Exception e) {
      return fail(what + " with " + options, e);
    }
  }

  @Test
  void randomBytesGiveALogOrADeclaredException() throws IOException {
    for (long seed = 1; seed <= 150; seed++) {
      var random = new Random(seed);
      var bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      read(bytes, "random bytes, seed " + seed);
    }
  }

  @Test
  void spicedAndTruncatedFilesGiveALogOrADeclaredException() throws IOException {
    int good = 0;
    for (long seed = 1; seed <= 400; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, SPICE.get(random.nextInt(SPICE.size())));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
          default -> text.setLength(Math.max(1, at));
        }
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(4) == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      good += read(bytes, "seed " + seed) ? 1 : 0;
    }
    assertThat(good).isGreaterThan(100); // most damage hits one row only
  }

  @Test
  void everyCutOfAGoodFileIsSafe() throws IOException {
    for (String text : GOOD) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int length = 0; length < bytes.length; length += 3) {
        read(Arrays.copyOf(bytes, length), "cut at " + length + " of " + text);
      }
    }
  }

  @Test
  void longIdsAreRejectedAndTheRestIsRead() throws IOException {
    String id = "x".repeat(10_000);
    String longest = "y".repeat(4096);
    var report = EventFiles.load(Files.writeString(folder.resolve("a"), "user,item\n" + id + ",a\nu," + id + "\nu," + longest + "\n"), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.kept()).isEqualTo(1);
    assertThat(report.rejections()).extracting(ImportReport.Rejection::kind).containsExactly("user id of more than 4096 bytes", "item id of more than 4096 bytes");
    assertThat(report.rejections()).allMatch(r -> r.value().length() <= 80);
    var adjacency = EventFiles.load(Files.writeString(folder.resolve("b"), "0 1 " + id + " 2\n" + id + " 1 2\n"), ReadOptions.DEFAULT.withFormat(EventFormat.ADJACENCY), Progress.NONE).report();
    assertThat(adjacency.kept()).isEqualTo(2);
    assertThat(adjacency.rejected()).isEqualTo(3);
    var nul = EventFiles.load(Files.writeString(folder.resolve("c"), "user,item\nu\u0000,a\nu,b\n"), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(nul.rejections()).extracting(ImportReport.Rejection::kind).containsExactly("user id with a control character");
  }

  @Test
  void aLineOf40MegabytesIsOneBadRow() throws IOException {
    for (String start : List.of("user,item\nu,a\n", "{\"user\":\"u\",\"item\":\"a\"}\n{", "user\titem\nu\ta\n\"")) {
      Path file = folder.resolve("long");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(start.getBytes(StandardCharsets.UTF_8));
        var block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'z');
        for (int n = 0; n < 40; n++) {
          out.write(block);
        }
        out.write((start.startsWith("{") ? "\n{\"user\":\"v\",\"item\":\"b\"}\n" : start.contains("\t") ? "\nv\tb\n" : "\nv,b\n").getBytes(StandardCharsets.UTF_8));
      }
      var report = EventFiles.load(file, ReadOptions.DEFAULT, Progress.NONE).report();
      assertThat(report.kept()).as(start).isEqualTo(2);
      assertThat(report.rejections()).as(start).singleElement().satisfies(r -> assertThat(r.kind()).isEqualTo("a line of more than 1048576 bytes"));
    }
  }

  @Test
  void aLongHistoryInOneLineIsRead() throws IOException {
    var text = new StringBuilder("u");
    for (int n = 0; n < 400_000; n++) {
      text.append(' ').append(n);
    }
    assertThat(Interactions.read(Files.writeString(folder.resolve("a"), text)).size()).isEqualTo(400_000);
  }

  @Test
  void manyUnclosedQuotesEndInBoundedTime() throws IOException {
    var text = new StringBuilder("user,item\nu,a\n");
    for (int n = 0; n < 20_000; n++) {
      text.append("x,\"").append("y".repeat(200)).append(n % 2 == 0 ? "\"\"" : "").append('\n');
    }
    long start = System.nanoTime();
    var report = EventFiles.load(Files.writeString(folder.resolve("a"), text), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.rows()).isEqualTo(report.kept() + report.rejected());
    assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
  }

  @Test
  void aGzipBombIsRefused() throws IOException {
    for (byte[] line : List.of("1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n".getBytes(StandardCharsets.UTF_8), new byte[64])) {
      Path file = folder.resolve("bomb.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
        var block = new byte[line.length << 12];
        for (int n = 0; n < block.length; n++) {
          block[n] = line[n % line.length];
        }
        for (long written = 0; written < 80L << 20; written += block.length) {
          out.write(block);
        }
      }
      assertThatThrownBy(() -> EventFiles.read(file, new ReadOptions(Optional.of(EventFormat.ADJACENCY), "", "", StandardCharsets.UTF_8, false), Progress.NONE, _ -> {})).isInstanceOf(BadDataException.class).hasMessageContaining("bomb");
    }
  }

  @Test
  void jsonWithManyKindsOfMistakesGivesAShortReport() throws IOException {
    var text = new StringBuilder("{\"user\":\"u\",\"item\":\"i\"}\n");
    for (int n = 0; n < 5000; n++) {
      text.append("{\"user\":\"u\",\"item\":\"i\",\"type\":\"t").append(n).append("\"}\n{x").append(n).append('\n');
    }
    var report = EventFiles.load(Files.writeString(folder.resolve("a"), text), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.rejected()).isEqualTo(10_000);
    assertThat(report.rejections()).hasSizeLessThan(5);
  }
}
