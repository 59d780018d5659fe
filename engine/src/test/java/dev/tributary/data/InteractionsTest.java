package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InteractionsTest {
  static List<String> shown(Interactions log) {
    var lines = new ArrayList<String>();
    for (int user = 0; user < log.users().size(); user++) {
      for (long row = log.start(user); row < log.end(user); row++) {
        lines.add(log.users().id(user) + " " + log.items().id(log.item(row)) + " " + log.signal(row).wireName() + " " + log.value(row) + " " + log.time(row));
      }
    }
    return lines;
  }

  @Test
  void rowsAreGroupedByUserAndSortedByTimeWithTiesInSourceOrder() {
    var log = Interactions.builder().add("b", "x", Signal.CLICK, 0, 5).add("a", "y", Signal.CLICK, 0, 9).add("b", "y", Signal.PLAY, 1.5f, 3).add("a", "x", Signal.LIKE, 0, 9).add("b", "z", Signal.CLICK, 0, 5).build();
    assertThat(shown(log)).containsExactly("a y click 0.0 9", "a x like 0.0 9", "b y play 1.5 3", "b x click 0.0 5", "b z click 0.0 5");
    assertThat(log.lastTime()).isEqualTo(9);
    assertThat(log.timed()).isTrue();
  }

  @Test
  void withoutTimesTheRowNumberIsTheTime() {
    assertThat(shown(Interactions.parse("b X; a Y Z; b W"))).containsExactly("a Y click 0.0 1", "a Z click 0.0 2", "b X click 0.0 0", "b W click 0.0 3");
  }

  @Test
  void rowsWithAndWithoutTimeDoNotMix() {
    var builder = Interactions.builder().add("a", "x", Signal.CLICK, 0, 5).add("a", "y", Signal.CLICK, 0, Event.NO_TIME);
    assertThatThrownBy(builder::build).hasMessageContaining("1 of 2 rows have no time");
    assertThatThrownBy(() -> Interactions.builder().add("", "x", Signal.CLICK, 0, 5)).hasMessageContaining("needs a user");
    assertThatThrownBy(() -> Interactions.builder().add("a", "x", Signal.PLAY, Float.NaN, 5)).hasMessageContaining("finite");
  }

  @Test
  void anyOrderOfRowsWithDistinctTimesGivesTheSameFingerprint() {
    for (long seed = 1; seed <= 5; seed++) {
      var random = new Random(seed);
      var rows = new ArrayList<Long>();
      for (long n = 0; n < 3000; n++) {
        rows.add(n * 1000 + (seed == 3 ? (n % 2) * (Long.MAX_VALUE / 2) : 0)); // a span of time too wide for packed keys, once
      }
      String first = "";
      for (int round = 0; round < 3; round++) {
        java.util.Collections.shuffle(rows, random);
        var builder = Interactions.builder();
        rows.forEach(t -> builder.add("u" + t / 1000 % 7, "i" + t / 1000 % 31, Signal.CLICK, 0, t));
        var log = builder.build();
        for (int user = 0; user < log.users().size(); user++) {
          for (long row = log.start(user) + 1; row < log.end(user); row++) {
            assertThat(log.time(row - 1)).as("seed " + seed).isLessThan(log.time(row));
          }
        }
        assertThat(first.isEmpty() || first.equals(log.fingerprint())).as("seed " + seed).isTrue();
        first = log.fingerprint();
      }
    }
  }

  @Test
  void anEventTakes21BytesOrLessBesideTheIds() {
    var builder = Interactions.builder();
    for (int n = 0; n < 10_000; n++) {
      builder.add("u" + n % 100, "i" + n % 50, Signal.CLICK, 0, n);
    }
    var log = builder.build();
    assertThat(log.bytes()).isLessThanOrEqualTo(21 * log.size()).isGreaterThanOrEqualTo(17 * log.size());
  }

  @Test
  void whereKeepsOrderTimesAndOnlyTheIdsThatOccur() {
    var log = Interactions.builder().add("a", "x", Signal.CLICK, 0, 1).add("b", "y", Signal.LIKE, 2, 2).add("c", "x", Signal.CLICK, 0, 3).add("b", "z", Signal.CLICK, 0, 4).build();
    var kept = log.where(row -> log.time(row) % 2 == 0);
    assertThat(shown(kept)).containsExactly("b y like 2.0 2", "b z click 0.0 4");
    assertThat(kept.users().size()).isEqualTo(1);
    assertThat(kept.items().size()).isEqualTo(2);
    assertThat(log.where(_ -> false).size()).isZero();
    assertThat(log.where(_ -> true).fingerprint()).isEqualTo(log.fingerprint());
  }

  @Test
  void theBytePathGivesTheSameLogAsStrings() {
    var random = new Random(7);
    var strings = Interactions.builder();
    var bytes = Interactions.builder();
    for (int n = 0; n < 5000; n++) {
      String user = "用户" + random.nextInt(50);
      String item = "i" + random.nextInt(500);
      strings.add(user, item, Signal.CLICK, n, n);
      byte[] line = (user + "," + item).getBytes(StandardCharsets.UTF_8);
      int comma = user.getBytes(StandardCharsets.UTF_8).length;
      bytes.add(line, 0, comma, comma + 1, line.length - comma - 1, Signal.CLICK, n, n);
    }
    assertThat(bytes.build().fingerprint()).isEqualTo(strings.build().fingerprint());
  }

  @Test
  void vocabularyIsOrderedByUtf8BytesAndFindsEveryId() {
    var ids = List.of("b", "a", "😀", "￿", "", "aa", "10", "9", "é");
    var vocabulary = Vocabulary.of(ids);
    var expected = new TreeSet<String>((x, y) -> Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)));
    expected.addAll(ids);
    var found = new ArrayList<String>();
    for (int i = 0; i < vocabulary.size(); i++) {
      found.add(vocabulary.id(i));
      assertThat(vocabulary.indexOf(vocabulary.id(i))).isEqualTo(i);
      assertThat(vocabulary.atTieRank(vocabulary.tieRank(i))).isEqualTo(i);
    }
    assertThat(found).containsExactlyElementsOf(expected);
    assertThat(vocabulary.indexOf("zz")).isEqualTo(-1);
    assertThat(vocabulary.indexesIn(Vocabulary.of(List.of("a", "c", "é")))[vocabulary.indexOf("é")]).isEqualTo(2);
  }

  @Test
  void tieRanksFollowTheUnsignedHash() {
    var ids = new TreeMap<Long, String>(Long::compareUnsigned);
    for (int n = 0; n < 500; n++) {
      ids.put(dev.tributary.math.XxHash64.hash("item-" + n), "item-" + n);
    }
    var vocabulary = Vocabulary.of(ids.values());
    int rank = 0;
    for (String id : ids.values()) {
      assertThat(vocabulary.tieRank(vocabulary.indexOf(id))).isEqualTo(rank++);
    }
  }

  @Test
  void damagedVocabularyColumnsAreRefused() {
    var good = Vocabulary.of(List.of("a", "b"));
    var offsets = dev.tributary.math.LongColumn.allocate(3); // all zero: does not span the bytes
    assertThatThrownBy(() -> Vocabulary.of(offsets, good.bytes(), good.tieRanks())).isInstanceOf(IllegalArgumentException.class);
    var ranks = dev.tributary.math.IntColumn.allocate(2); // 0, 0: no permutation
    assertThatThrownBy(() -> Vocabulary.of(good.offsets(), good.bytes(), ranks)).hasMessageContaining("no permutation");
  }

  @Test
  void idTableGivesEachIdOneIntAcrossGrowth() {
    var table = new IdTable();
    for (int round = 0; round < 2; round++) {
      for (int n = 0; n < 20_000; n++) {
        assertThat(table.add("id" + n)).isEqualTo(n);
      }
    }
    assertThat(table.size()).isEqualTo(20_000);
    byte[] bytes = "id7".getBytes(StandardCharsets.UTF_8);
    assertThat(table.is(7, bytes, 0, 3)).isTrue();
    assertThat(table.is(8, bytes, 0, 3)).isFalse();
  }

  @Test
  void idTableAgreesWithAMapForIdsOfEveryLengthAndPlace() {
    for (long seed = 1; seed <= 5; seed++) {
      var random = new Random(seed);
      var table = new IdTable();
      var map = new java.util.HashMap<String, Integer>();
      for (int n = 0; n < 20_000; n++) {
        var id = new byte[1 + random.nextInt(12)];
        for (int i = 0; i < id.length; i++) {
          id[i] = (byte) (random.nextInt(3) - 1); // bytes 0, 1 and 255: zeros and high bits must not confuse the packing
        }
        int before = random.nextInt(10);
        byte[] source = new byte[before + id.length + random.nextInt(10)];
        random.nextBytes(source);
        System.arraycopy(id, 0, source, before, id.length);
        int expected = map.computeIfAbsent(new String(id, StandardCharsets.ISO_8859_1), _ -> map.size());
        assertThat(table.add(source, before, id.length)).as("seed " + seed).isEqualTo(expected);
      }
    }
  }
}
