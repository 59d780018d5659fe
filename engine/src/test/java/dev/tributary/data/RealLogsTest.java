package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Published counts of well-known logs. */
class RealLogsTest {
  private static EventFiles.Loaded load(String name) throws IOException {
    return EventFiles.load(SharedData.path(name), ReadOptions.DEFAULT, Progress.NONE);
  }

  @Test
  void movieLensSmallFolderHas610UsersAnd100836Ratings() throws IOException {
    var loaded = load("ml-latest-small");
    assertThat(loaded.interactions().users().size()).isEqualTo(610);
    assertThat(loaded.interactions().items().size()).isEqualTo(9724);
    assertThat(loaded.interactions().size()).isEqualTo(100_836);
    assertThat(loaded.interactions().timed()).isTrue();
    assertThat(loaded.report().rejected()).isZero();
    assertThat(loaded.report().reading()).startsWith("movielens");
    assertThat(loaded.report().notes()).anyMatch(n -> n.startsWith("every rating is an interaction"));
    int one = loaded.interactions().users().indexOf("1");
    assertThat(loaded.interactions().time(loaded.interactions().start(one))).isEqualTo(964_980_499_000L); // the earliest of user 1, by sort
  }

  @Test
  void gowallaIsAdjacencyWithValidationInsideOfTrain() throws IOException {
    var split = Split.read(SharedData.path("gowalla"), ReadOptions.DEFAULT);
    assertThat(split.train().size()).isEqualTo(810_128);
    assertThat(split.test().size()).isEqualTo(217_242);
    assertThat(split.train().users().size()).isEqualTo(29_858);
    assertThat(split.train().items().size()).isEqualTo(40_981);
    assertThat(split.valid().orElseThrow().size()).isEqualTo(91_047);
    assertThat(split.validInsideTrain()).isEqualTo(91_047);
    assertThat(split.tuning().size()).isEqualTo(810_128 - 91_047);
  }

  @Test
  void beautyIsAdjacencyInOrder() throws IOException {
    var loaded = load("s3rec/amazon-beauty");
    assertThat(loaded.interactions().size()).isEqualTo(198_502);
    assertThat(loaded.interactions().users().size()).isEqualTo(22_363);
    assertThat(loaded.interactions().items().size()).isEqualTo(12_101);
    assertThat(loaded.interactions().timed()).isFalse();
    assertThat(loaded.report().reading()).isEqualTo("adjacency");
  }

  @Test
  void kuaiRandRowsAreImpressionsWithTheirSignals() throws IOException {
    var path = SharedData.path("kuairand-sample/processed_standard_kcore_15.csv.gz");
    var options = ReadOptions.DEFAULT.withColumns("user=user_id,item=video_id,time=time_ms,click=is_click,follow=is_follow,comment=is_comment,share=is_forward,play=play_time_ms:ms");
    var loaded = EventFiles.load(path, options, Progress.NONE);
    assertThat(loaded.report().rows()).isEqualTo(41_828);
    assertThat(loaded.interactions().users().size()).isEqualTo(664);
    assertThat(loaded.interactions().items().size()).isEqualTo(9_359);
    var counts = new long[Signal.values().length];
    double longest = 0;
    for (long row = 0; row < loaded.interactions().size(); row++) {
      counts[loaded.interactions().signal(row).ordinal()]++;
      longest = Math.max(longest, loaded.interactions().value(row));
    }
    assertThat(counts[Signal.IMPRESSION.ordinal()]).isEqualTo(41_828);
    assertThat(counts[Signal.CLICK.ordinal()] / 41_828.0).isBetween(0.656, 0.658);
    assertThat(counts[Signal.FOLLOW.ordinal()] / 41_828.0).isBetween(0.0072, 0.0074);
    assertThat(counts[Signal.SHARE.ordinal()] / 41_828.0).isBetween(0.0077, 0.0079);
    assertThat(longest).isLessThan(86_400);
    assertThat(load("kuairand-sample").interactions().size()).isEqualTo(loaded.interactions().size()); // flags are found by their names
  }

  @Test
  void aFolderWithTwoEventFilesIsRefusedWithTheirList() {
    assertThatThrownBy(() -> load("ml-1m")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("interactions.tsv.gz, partial_timestamps.dat.gz").hasMessageContaining("--events");
  }

  @Test
  void movieLensOneMillionPartsAreRead() throws IOException {
    assertThat(load("ml-1m/partial_timestamps.dat.gz").interactions().size()).isEqualTo(100_000);
    assertThat(load("ml-1m/interactions.tsv.gz").interactions().size()).isEqualTo(1_000_209);
    var pairs = load("ml-1m/sasrec/ml-1m.txt.gz");
    assertThat(pairs.interactions().size()).isEqualTo(999_611);
    assertThat(pairs.report().reading()).isEqualTo("pairs");
  }

  @Test
  void placesInAnOrderSortTheRowsOfAUser() throws IOException {
    var loaded = EventFiles.load(SharedData.path("ml-1m/interactions.tsv.gz"), ReadOptions.DEFAULT.withColumns("user=user_id,item=movie_id,value=rating,order=chrono_rank"), Progress.NONE);
    var log = loaded.interactions();
    assertThat(log.size()).isEqualTo(1_000_209);
    assertThat(log.timed()).isFalse();
    // SASRec's file has the same rows in order of time, in numbers of its own, but for items with fewer than 5 ratings
    var users = numbers("ml-1m/sasrec/sas_to_original_users.txt");
    var items = numbers("ml-1m/sasrec/sas_to_original_items.txt");
    var known = new HashSet<>(items.values());
    var sequences = load("ml-1m/sasrec/ml-1m.txt.gz").interactions();
    for (int user = 0; user < sequences.users().size(); user++) {
      int here = log.users().indexOf(users.get(sequences.users().id(user)));
      var wanted = LongStream.range(sequences.start(user), sequences.end(user)).mapToObj(row -> items.get(sequences.items().id(sequences.item(row)))).toList();
      var found = LongStream.range(log.start(here), log.end(here)).mapToObj(row -> log.items().id(log.item(row))).filter(known::contains).toList();
      assertThat(found).isEqualTo(wanted);
    }
  }

  /** The original number of each of SASRec's. */
  private static Map<String, String> numbers(String name) throws IOException {
    return Files.readAllLines(SharedData.path(name)).stream().map(line -> line.trim().split("\\s+")).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
