package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From data to lists and measures, with every command on the way. Even users like even items, odd users odd ones. */
class TrainToEvaluateTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void planted() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    var rows =
        IntStream.range(0, 40)
            .boxed()
            .flatMap(user -> IntStream.range(0, 10).filter(n -> (n + user) % 4 != 3).mapToObj(n -> "u" + user + ",i"
                + (2 * n + user % 2) + "," + (1_700_000_000L + 100L * user + (n + user) % 10)))
            .collect(Collectors.joining("\n"));
    Files.writeString(data.resolve("events.csv"), "user,item,time\n" + rows + "\n");
    var items = IntStream.range(0, 20).mapToObj(n -> "{\"id\":\"i" + n + "\",\"title\":\"item " + n + "\",\"categories\":[\""
        + (n % 2 == 0 ? "even" : "odd") + "\"]}");
    Files.writeString(data.resolve("items.jsonl"), items.collect(Collectors.joining("\n")) + "\n");
  }

  private Path trained(String channel) {
    Path model = folder.resolve("model-" + channel);
    assertThat(Run.of("train", channel, "--in", data, "--out", model).exitCode()).isZero();
    return model;
  }

  private static List<String[]> lines(String text) {
    return text.lines().map(line -> line.split("\t")).toList();
  }

  @Test
  void trainAnswersExactlyTheAgreedFields() {
    var run = Run.of("train", "itemcf", "--in", data, "--out", folder.resolve("m"), "--json");
    var result = run.jsonObject();
    assertThat(run.exitCode()).isZero();
    assertThat(result.keySet().stream().map(Object::toString)).containsExactly("rows", "seconds", "peakBytes", "sha256");
    assertThat(((Map<?, ?>) result.get("seconds")).keySet().stream().map(Object::toString)).containsExactly("read", "train", "write");
    assertThat(result.get("rows")).isEqualTo(300);
    assertThat(result.get("sha256").toString()).matches("[0-9a-f]{64}");
    assertThat(folder.resolve("m/manifest.json")).exists();
  }

  @Test
  void theThreadsDoNotChangeTheBundle() {
    var hashes =
        Stream.of(1, 2, 7).map(threads -> Run.of("train", "itemcf", "--in", data, "--out", folder.resolve("t" + threads),
            "--threads", threads, "--json").jsonObject().get("sha256").toString()).toList();
    assertThat(hashes).containsOnly(hashes.getFirst());
  }

  @Test
  void aChannelOfVectorsIsIndexedWhereThatIsAskedFor() {
    assertThat(Run.of("train", "wals", "--set", "factors=4", "--in", data, "--out", folder.resolve("exact")).exitCode()).isZero();
    assertThat(Run.of("train", "wals", "--set", "factors=4", "--in", data, "--out", folder.resolve("indexed"), "--index", "ivf").exitCode()).isZero();
    assertThat(folder.resolve("exact/items-index.safetensors")).doesNotExist(); // 20 items are soon compared
    assertThat(folder.resolve("indexed/items-index.safetensors")).exists();
    var lists = Stream.of("exact", "indexed").map(name -> Run.of("recommend", "--model", folder.resolve(name), "--count", 3).out()).toList();
    assertThat(lists.getLast()).isEqualTo(lists.getFirst());
    var refused = Run.of("train", "wals", "--in", data, "--out", folder.resolve("m"), "--index", "tree");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("index is 'tree', must be one of auto|flat|ivf");
  }

  @Test
  void everybodyIsRecommendedTheirOwnKind() {
    var run = Run.of("recommend", "--model", trained("itemcf"), "--count", 3);
    assertThat(run.exitCode()).isZero();
    var rows = lines(run.out());
    assertThat(rows).isNotEmpty();
    for (String[] row : rows) {
      assertThat(row).hasSize(3);
      assertThat(Integer.parseInt(row[1].substring(1)) % 2).isEqualTo(Integer.parseInt(row[0].substring(1)) % 2);
    }
  }

  @Test
  void listsGoToAFileOrToOneJsonDocument() {
    Path model = trained("itemcf");
    Path out = folder.resolve("lists.tsv");
    var toFile = Run.of("recommend", "--model", model, "--user", "u1", "-k", 2, "--out", out, "--json").jsonObject();
    assertThat(toFile.get("users")).isEqualTo(1);
    assertThat(out).content().startsWith("u1\t");
    var document = (List<?>) Run.of("recommend", "--model", model, "--user", "u1", "-n", 2, "--json").json();
    assertThat(((Map<?, ?>) document.getFirst()).get("user")).isEqualTo("u1");
  }

  @Test
  void shortListsAreFilledOnDemandAndSaidToBe() {
    Path model = trained("itemcf");
    var filled = Run.of("recommend", "--model", model, "--user", "nobody", "--count", 4, "--fill", "popular", "--out",
        folder.resolve("f.tsv"), "--json");
    assertThat(filled.jsonObject().get("padded")).isEqualTo(4);
    assertThat(filled.err()).contains("1 user has no history");
    assertThat(Run.of("recommend", "--model", model, "--user", "nobody", "--count", 4).out()).isEmpty();
  }

  @Test
  void whatIsExcludedIsNotRecommendedAndSeenItemsComeBackOnDemand() throws IOException {
    Path model = trained("itemcf");
    String first = lines(Run.of("recommend", "--model", model, "--user", "u2", "--count", 1).out()).getFirst()[1];
    Path exclude = Files.writeString(folder.resolve("exclude.csv"), "user,item\nu2," + first + "\n");
    assertThat(lines(Run.of("recommend", "--model", model, "--user", "u2", "--count", 5, "--exclude", exclude)
        .out())).noneMatch(row -> row[1].equals(first));
    assertThat(lines(Run.of("recommend", "--model", model, "--user", "u2", "--count", 20, "--keep-seen").out())).anyMatch(row ->
        row[1].equals("i0"));
  }

  @Test
  void aHistoryMayReplaceTheOneInTheModel() throws IOException {
    Path history = Files.writeString(folder.resolve("history.csv"), "user,item\nnew,i1\nnew,i3\n");
    var rows = lines(Run.of("recommend", "--model", trained("itemcf"), "--history", history, "--count", 3).out());
    assertThat(rows).isNotEmpty().allMatch(row -> row[0].equals("new") && Integer.parseInt(row[1].substring(1)) % 2 == 1);
  }

  @Test
  void usersComeFromAFileOrStandardInput() throws IOException {
    Path model = trained("popular");
    Path users = Files.writeString(folder.resolve("users.txt"), "\ufeffu3\r\nu4\n\nu3\n");
    var fromFile = Run.of("recommend", "--model", model, "--users", users, "--count", 1);
    var fromInput = Run.with("u3\nu4\n", "recommend", "--model", model, "--users", "-", "--count", 1);
    assertThat(lines(fromFile.out()).stream().map(row -> row[0])).containsExactly("u3", "u4");
    assertThat(fromInput.out()).isEqualTo(fromFile.out());
  }

  @Test
  void similarItemsAreOfTheSameKind() {
    var rows = lines(Run.of("similar", "--model", trained("itemcf"), "--item", "i4", "--count", 5).out());
    assertThat(rows).hasSize(5).allMatch(row -> row[0].equals("i4") && Integer.parseInt(row[1].substring(1)) % 2 == 0);
  }

  @Test
  void contentKnowsTheItemsOfTheFolder() {
    var rows = lines(Run.of("recommend", "--model", trained("content"), "--user", "u3", "--count", 2).out());
    assertThat(rows).isNotEmpty().allMatch(row -> Integer.parseInt(row[1].substring(1)) % 2 == 1);
  }

  @Test
  void aSplitIsTrainedOnAndMeasuredAndOwnListsScoreAlike() throws IOException {
    Path split = folder.resolve("split");
    var parts = Run.of("split", "--in", data, "--by", "last-out", "--out", split, "--json").jsonObject();
    assertThat(((Map<?, ?>) parts.get("test")).get("rows")).isEqualTo(40);
    Path model = folder.resolve("m");
    Path train = split.resolve("train.jsonl");
    Path test = split.resolve("test.jsonl");
    assertThat(Run.of("train", "itemcf", "--in", train, "--out", model).exitCode()).isZero();
    var byModel = Run.of("evaluate", "--model", model, "--train", train, "--test", test, "--at", "3,5", "--json").jsonObject();
    Path lists = folder.resolve("lists.tsv");
    Run.of("recommend", "--model", model, "--count", 5, "--out", lists);
    var byLists = Run.of("evaluate", "--run", lists, "--train", train, "--test", test, "--at", "3,5", "--json").jsonObject();
    assertThat(byLists.get("metrics")).isEqualTo(byModel.get("metrics"));
    assertThat(((Map<?, ?>) byModel.get("metrics")).get("hitRate@5")).isEqualTo(1.0);
    var text = Run.of("evaluate", "--model", model, "--train", train, "--test", test, "--at", "5", "--interval");
    assertThat(text.out()).contains("full catalogue: 40 users", "NDCG");
  }

  @Test
  void theLeaderboardMeasuresAllChannelsAndDrawsThem() {
    Path page = folder.resolve("board.html");
    var run = Run.of("leaderboard", "--in", data, "--at", "5", "--html", page);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("itemcf", "content", "popular", "NDCG@5");
    assertThat(page).content().contains("<!doctype html>", "NDCG@5", "itemcf");
    var rows = (List<?>) Run.of("leaderboard", "--in", data, "--channels", "popular", "--json").jsonObject().get("rows");
    assertThat(rows.stream().map(row -> ((Map<?, ?>) row).get("name").toString())).containsExactly("popular", "blend");
    assertThat(Run.of("leaderboard", "--in", data, "--channels", "populer").err()).contains("did you mean 'popular'?");
  }

  @Test
  void towersAreExportedAndModelsWithoutNetworksAreNot() {
    Path model = folder.resolve("m");
    assertThat(Run.of("train", "twotower", "--in", data, "--set", "epochs=1", "--out", model).exitCode()).isZero();
    var run = Run.of("models", "export", model, "--out", folder.resolve("onnx"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("onnx/user.onnx")).isNotEmptyFile();
    assertThat(folder.resolve("onnx/item.onnx")).isNotEmptyFile();
    assertThat(Run.of("models", "export", model, "--format", "pmml", "--out", folder.resolve("x")).err()).contains("--format is 'pmml', allowed onnx");
    assertThat(Run.of("models", "export", trained("popular"), "--out", folder.resolve("x")).err()).contains("has no network to export; models of twotower and dssm have");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void settingsComeFromPresetFileAndWordsInThisOrder() throws IOException {
    Path yaml = Files.writeString(folder.resolve("s.yaml"), "channel: itemcf\nsettings:\n  topK: 7\n  shrinkage: 2.5\n");
    Path model = folder.resolve("m");
    assertThat(Run.of("train", "itemcf", "--in", data, "--preset", "course", "--config", yaml, "--set", "topK=9", "--out", model)
        .exitCode()).isZero();
    var settings = (Map<?, ?>) Run.of("models", "show", model, "--json").jsonObject().get("settings");
    assertThat(settings.get("topK")).isEqualTo(9);
    assertThat(settings.get("shrinkage")).isEqualTo(2.5);
    Path json = Files.writeString(folder.resolve("s.json"), "{\"topK\": 11}");
    Run.of("train", "itemcf", "--in", data, "--config", json, "--out", model);
    assertThat(((Map<?, ?>) Run.of("models", "show", model, "--json").jsonObject().get("settings")).get("topK")).isEqualTo(11);
  }

  @Test
  void badSettingsAreRefusedBeforeAnythingIsRead() throws IOException {
    Object[] train = {"train", "itemcf", "--in", "missing.csv", "--out", folder.resolve("x")};
    assertThat(run(train, "--set", "topk=5").err()).contains("unknown setting 'topk'; did you mean 'topK'?");
    assertThat(run(train, "--set", "topK").err()).contains("is not key=value");
    assertThat(run(train, "--set", "topK=0").err()).contains("allowed 1..100000");
    assertThat(run(train, "--preset", "curse").err()).contains("did you mean 'course'?");
    Path list = Files.writeString(folder.resolve("list.yaml"), "- 1\n");
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "a: [1\n");
    Path bytes = Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xff, 0});
    Path other = Files.writeString(folder.resolve("other.yaml"), "channel: popular\nsettings: {}\n");
    for (Path file : List.of(list, broken, bytes, other)) {
      var run = run(train, "--config", file);
      assertThat(run.exitCode()).as(file.toString()).isEqualTo(2);
      assertThat(run.err()).contains("--config: ").doesNotContain("\tat ");
    }
  }

  private static Run run(Object[] words, Object... more) {
    return Run.of(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
  }

  @Test
  void aDryRunTellsWhatTrainingNeedsAndWritesNothing() {
    var result = Run.of("train", "itemcf", "--in", data, "--dry-run", "--json").jsonObject();
    assertThat(result.get("fits")).isEqualTo(true);
    assertThat(Run.of("train", "itemcf", "--in", data, "--dry-run").out()).contains("heap", "off heap", "on one core");
  }

  @Test
  void badDataAndWrongUsageLeaveNothing() throws IOException {
    Path out = folder.resolve("x");
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    Path unclear = Files.writeString(folder.resolve("unclear.txt"), "1 2 3 4\n5 6 7 8\n");
    Path taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("mine.txt"), "mine");
    assertThat(Run.of("train", "itemcf", "--in", empty, "--out", out).exitCode()).isEqualTo(3);
    var refused = Run.of("train", "itemcf", "--in", unclear, "--out", out);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("adjacency", "csv");
    assertThat(Run.of("train", "itemcf", "--in", folder.resolve("missing.csv"), "--out", out).err()).contains("missing.csv does not exist");
    assertThat(Run.of("train", "itemcf", "--in", data, "--out", taken).err()).contains("exists and is no model");
    assertThat(out).doesNotExist();
    assertThat(taken.resolve("mine.txt")).hasContent("mine");
  }

  @Test
  void aDamagedModelIsBadData() throws IOException {
    Path model = trained("itemcf");
    assertThat(Run.of("models", "verify", model).exitCode()).isZero();
    Path tensors = Files.list(model).filter(file -> file.toString().endsWith(".safetensors")).sorted().findFirst().orElseThrow();
    byte[] bytes = Files.readAllBytes(tensors);
    bytes[bytes.length - 1] ^= 1;
    Files.write(tensors, bytes);
    assertThat(Run.of("models", "verify", model).exitCode()).isEqualTo(3);
    Files.write(tensors, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    var run = Run.of("recommend", "--model", model);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains(tensors.getFileName().toString()).doesNotContain("\tat ");
    assertThat(Run.of("recommend", "--model", folder).err()).contains("no manifest.json");
  }

  @Test
  void dataGoesIntoAHomeAndComesOutAgain() {
    Path home = folder.resolve("home");
    var run = Run.of("import", "--in", data, "--home", home, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    var files = (List<?>) run.jsonObject().get("files");
    assertThat(files).hasSize(2);
    assertThat(((Map<?, ?>) files.getLast()).get("kept")).isEqualTo(300);
    assertThat(Run.of("log", "verify", "--home", home, "--json").jsonObject().get("records")).isEqualTo(320);
    var replayed = Run.of("log", "replay", "--home", home, "--json").jsonObject();
    assertThat(replayed.get("items")).isEqualTo(20);
    assertThat(((Map<?, ?>) replayed.get("events")).get("click")).isEqualTo(300);
    var exported = Run.of("log", "export", "--home", home);
    assertThat(exported.out().lines()).hasSize(300).allMatch(line -> line.startsWith("{\"id\":"));
    assertThat(Run.of("models", "list", "--home", home).out()).contains("no release");
    assertThat(Run.of("models", "publish", trained("itemcf"), "--home", home).err()).contains("nothing has been published");
  }

  @Test
  void eventsComeOutWithThePageThatCausedThemAndAUserCanBeErased() throws IOException {
    Path folder = this.folder.resolve("home");
    Home.prepare(folder, "a test");
    try (var home = Home.open(folder, InstantSource.system())) {
      home.record(new Response("r1", "ann", "feed", "rel-1", 1_700_000_000_000L, List.of(new Response.Shown("A", 0.5f, List.of(new Response.Found("itemcf", 2, 3.5f)), List.of(7f))), List.of("age"), List.of()));
      home.append(List.of(
          new LogRecord.OfEvent(new Event("e1", Signal.CLICK, "ann", "A", 1_700_000_001_000L, "r1", 1, 0f, "", "", "", Map.of())),
          new LogRecord.OfEvent(Event.of(Signal.CLICK, "bob", "A", 5).withId("e2"))));
    }
    assertThat(Run.of("log", "export", "--attributed", "--home", folder).out()).isEqualTo(
        "{\"id\":\"e1\",\"type\":\"click\",\"user\":\"ann\",\"item\":\"A\",\"time\":\"2023-11-14T22:13:21Z\",\"responseId\":\"r1\",\"position\":1,"
            + "\"served\":{\"position\":1,\"score\":0.5,\"scene\":\"feed\",\"release\":\"rel-1\",\"time\":\"2023-11-14T22:13:20Z\","
            + "\"channels\":[{\"name\":\"itemcf\",\"rank\":2,\"score\":3.5}],\"features\":{\"age\":7.0}}}\n");
    assertThat(Run.of("log", "export", "--attributed", "--from", "1", "--home", folder).exitCode()).isEqualTo(2);
    var erased = Run.of("log", "erase", "--user", "ann", "--home", folder, "--json").jsonObject();
    assertThat(erased.get("records")).isEqualTo(2); // the page and the click
    assertThat(Run.of("log", "export", "--home", folder).out().lines()).singleElement().asString().contains("bob");
    assertThat(Run.of("log", "export", "--attributed", "--home", folder).out()).isEmpty();
    assertThat(Run.of("log", "erase", "--user", "nobody", "--home", folder).out()).contains("nobody was unknown; 0 records are gone");
    assertThat(Run.of("log", "verify", "--home", folder).exitCode()).isZero();
  }

  @Test
  void anImportThatFailsTakesNothingIn() throws IOException {
    Path home = folder.resolve("home");
    Path empty = Files.writeString(folder.resolve("empty.csv"), "user,item\n");
    assertThat(Run.of("import", "--in", data, "--home", home).exitCode()).isZero();
    assertThat(Run.of("import", "--in", data, empty, "--home", home).exitCode()).isEqualTo(3);
    assertThat(Run.of("log", "verify", "--home", home, "--json").jsonObject().get("records")).isEqualTo(320);
    assertThat(Run.of("import", "--in", data, "--home", data).err()).contains("is not empty and is no home");
  }

  @Test
  void eventsMayBeImportedIntoOneFile() throws IOException {
    Path out = folder.resolve("events.jsonl");
    Path bad = Files.writeString(folder.resolve("some-bad.csv"), "user,item,time\nann,A,1700000000\n,B,1700000001\nbob,C,1700000002\n");
    var run = Run.of("import", "--in", bad, "--out", out);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("3 rows read, 2 kept, 1 rejected", "in line 3");
    assertThat(Files.readAllLines(out)).hasSize(2);
  }

  @Test
  void otherSplitsCutByTimeAndByRatio() {
    var byTime = Run.of("split", "--in", data, "--by", "time", "--at", "1700002000", "--out", folder.resolve("t"), "--json");
    assertThat(byTime.exitCode()).as(byTime.err()).isZero();
    assertThat(byTime.jsonObject().keySet().stream().map(Object::toString)).containsExactly("train", "test");
    assertThat(Run.of("split", "--in", data, "--by", "ratio", "--out", folder.resolve("r")).exitCode()).isZero();
    assertThat(Run.of("split", "--in", data, "--by", "ratio", "--out", folder.resolve("r")).err()).contains("is not empty");
    assertThat(Run.of("split", "--in", data, "--by", "time", "--out", folder.resolve("u")).err()).contains("needs --at");
    assertThat(Run.of("split", "--in", data, "--by", "luck", "--out", folder.resolve("u"))
        .err()).contains("must be last-out, time or ratio");
  }
}
