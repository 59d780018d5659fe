package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.math.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilesTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private EventFiles.Loaded load(String text) throws IOException {
    return EventFiles.load(file("data", text), ReadOptions.DEFAULT, Progress.NONE);
  }

  private EventFiles.Loaded load(String text, String columns) throws IOException {
    return EventFiles.load(file("data", text), ReadOptions.DEFAULT.withColumns(columns), Progress.NONE);
  }

  private List<String> rows(String text) throws IOException {
    return InteractionsTest.shown(load(text).interactions());
  }

  private static final String RATINGS = "u1 i1 rating 4.0 1500000000000|u1 i2 rating 3.5 1500000060000|u2 i1 rating 5.0 1500000120000";
  private static final List<String> EXPECTED = List.of(RATINGS.split("\\|"));

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "::", "|"})
  void separatorsAreToldApart(String s) throws IOException {
    String header = String.join(s, "user", "item", "rating", "timestamp") + "\n";
    String body = String.join(s, "u1", "i1", "4", "1500000000") + "\n" + String.join(s, "u1", "i2", "3.5", "1500000060") + "\n" + String.join(s, "u2", "i1", "5", "1500000120") + "\n";
    assertThat(rows(header + body)).isEqualTo(EXPECTED);
    assertThat(rows(body)).isEqualTo(EXPECTED); // headerless
    assertThat(rows(body.replace("\n", "\r\n"))).isEqualTo(EXPECTED);
    assertThat(rows("\uFEFF" + header + body.stripTrailing())).isEqualTo(EXPECTED); // byte-order mark, no last line break
  }

  @Test
  void aSeparatorCanBeGiven() throws IOException {
    var path = file("data", "user#item\nu1#i1\n");
    assertThat(InteractionsTest.shown(EventFiles.load(path, ReadOptions.DEFAULT.withSeparator("#"), Progress.NONE).interactions())).containsExactly("u1 i1 click 0.0 0");
    assertThatThrownBy(() -> EventFiles.load(path, ReadOptions.DEFAULT, Progress.NONE)).isInstanceOf(BadDataException.class).hasMessageContaining("--separator");
  }

  @Test
  void theOrderOfColumnsAndTheFilesNameChangeNothing() throws IOException {
    String[] bodies = {
      "user,item,rating,timestamp\nu1,i1,4,1500000000\nu1,i2,3.5,1500000060\nu2,i1,5,1500000120\n",
      "timestamp,rating,item,user\n1500000000,4,i1,u1\n1500000060,3.5,i2,u1\n1500000120,5,i1,u2\n",
      "rating;user_id;note;movieId;ts\n4;u1;x;i1;1500000000000\n3.5;u1;y;i2;1500000060000\n5;u2;z;i1;1500000120000\n",
      "{\"user\":\"u1\",\"item\":\"i1\",\"rating\":4,\"ts\":1500000000}\n{\"ts\":\"2017-07-14T02:41:00Z\",\"userId\":\"u1\",\"movie_id\":\"i2\",\"stars\":3.5}\n{\"user\":\"u2\",\"item\":\"i1\",\"rating\":5,\"time\":1500000120000}\n"
    };
    for (String body : bodies) {
      for (String name : List.of("a.csv", "a.tsv", "a.jsonl", "u.data", "a.dat", "noname")) {
        assertThat(InteractionsTest.shown(Interactions.read(file(name, body)))).as(name).isEqualTo(EXPECTED);
      }
    }
  }

  @Test
  void columnsByNumberAndByName() throws IOException {
    String body = "x,4,i1,1500000000,u1\nx,3.5,i2,1500000060,u1\nx,5,i1,1500000120,u2\n";
    assertThat(InteractionsTest.shown(load(body, "user=5,item=3,value=2,time=4").interactions())).isEqualTo(EXPECTED);
    assertThat(InteractionsTest.shown(load("a,b,c,d,e\n" + body, "user=e,item=c,rating=b,time=d").interactions())).isEqualTo(EXPECTED);
    assertThatThrownBy(() -> load(body, "user=9,item=3")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no column 9");
    assertThatThrownBy(() -> load("a,b\nu,i\n", "user=a,item=z")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'z'").hasMessageContaining("a b");
    assertThatThrownBy(() -> load(body, "usr=1,item=2")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'usr'");
    assertThatThrownBy(() -> load(body, "user=1")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no item");
  }

  @Test
  void manySignalsInARowAreAnImpressionAndOneEventEach() throws IOException {
    String body = "user,item,ts,is_click,is_like,play_time_ms\nu,a,1500000000,1,0,2500\nu,b,1500000001,0,0,0\nu,c,1500000002,true,1,0\n";
    var given = load(body, "user=user,item=item,time=ts,click=is_click,like=is_like,play=play_time_ms:ms");
    assertThat(InteractionsTest.shown(given.interactions()))
        .containsExactly(
            "u a impression 0.0 1500000000000", "u a click 0.0 1500000000000", "u a play 2.5 1500000000000", "u b impression 0.0 1500000001000", "u c impression 0.0 1500000002000", "u c click 0.0 1500000002000", "u c like 0.0 1500000002000");
    assertThat(given.report().rows()).isEqualTo(3);
    assertThat(given.report().events()).isEqualTo(7);
    assertThat(load(body).interactions().fingerprint()).isEqualTo(given.interactions().fingerprint()); // by their names
  }

  @Test
  void eachFormatIsToldByItsContent() throws IOException {
    assertThat(load("196\t242\t3\t881250949\n186\t302\t3\t891717742\n").report().reading()).startsWith("movielens");
    assertThat(load("1::1193::5::978300760\n2::661::3::978302109\n").report().reading()).startsWith("movielens");
    assertThat(load("userId,movieId,rating,timestamp\n1,2,3.0,978302109\n").report().reading()).startsWith("movielens");
    assertThat(load("0 1 2 3\n1 4\n2 5 6\n").report().reading()).isEqualTo("adjacency");
    assertThat(load("1 5\n1 6\n2 5\n").report().reading()).isEqualTo("pairs");
    assertThat(load("a,x\na,y\n").report().reading()).isEqualTo("pairs");
    assertThat(load("{\"user\":1,\"item\":2}\n").report().reading()).isEqualTo("jsonl");
    assertThat(load("u1 i1 4.5\nu2 i1 3.0\n").report().reading()).startsWith("csv");
    assertThat(load("1 2 3\n1 4 5\n").report().reading()).startsWith("csv"); // one user on two lines
    assertThat(load("1 2 3 978300760\n").report().reading()).startsWith("csv");
  }

  @Test
  void adjacencyKeepsTheOrderOfItems() throws IOException {
    assertThat(rows("b 3 1 2\na 9 1 5 7\nc\n")).containsExactly("a 9 click 0.0 3", "a 1 click 0.0 4", "a 5 click 0.0 5", "a 7 click 0.0 6", "b 3 click 0.0 0", "b 1 click 0.0 1", "b 2 click 0.0 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2 3 4\n5 6 7 8\n", "1 2 3\n", "1\t2\t3\t4\n5\t6\t7\t8\n"})
  void whatTwoFormatsExplainIsRefusedWithBothReadings(String text) throws IOException {
    assertThatThrownBy(() -> load(text)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("adjacency (user 1 with the items 2, 3").hasMessageContaining("csv (user 1, item 2, value 3");
    var path = file("data", text);
    assertThat(EventFiles.load(path, ReadOptions.DEFAULT.withFormat(EventFormat.ADJACENCY), Progress.NONE).report().reading()).isEqualTo("adjacency");
    assertThat(EventFiles.load(path, ReadOptions.DEFAULT.withFormat(EventFormat.CSV), Progress.NONE).report().reading()).startsWith("csv");
  }

  @Test
  void badRowsAreCountedByKindWithTheFirstLine() throws IOException {
    String text = "user,item,rating,ts\nu1,i1,4,1500000000\nu2,i2\n,i3,3,1500000000\nu4,,3,1500000000\nu5,i5,x,1500000000\nu6,i6,3,yesterday\nu7,i7,3,\nu8,i8,3,1,9\nu9,i9,1e400,1500000000\n\nu10,i10,2,1500000000\nu11\n";
    var report = load(text).report();
    assertThat(report.rows()).isEqualTo(11);
    assertThat(report.kept()).isEqualTo(2);
    assertThat(report.rejected()).isEqualTo(9);
    assertThat(report.rejections()).extracting(r -> r.kind() + "@" + r.line() + "×" + r.count()).containsExactly("too few fields@3×2", "no user@4×1", "no item@5×1", "value that is no finite number@6×2", "no readable time@7×1", "no time@8×1", "too many fields@9×1");
    assertThat(report.rejections().getFirst().value()).isEqualTo("u2,i2");
  }

  @Test
  void timesComeInManyDresses() throws IOException {
    String text = "user,item,time\nu,a,2022-04-08 10:11:12 UTC\nu,b,2022-04-08T10:11:12.500Z\nu,c,2022-04-08T18:11:13+08:00\nu,d,2022-04-08 10:11\nu,e,2022-04-08\nu,f,1649412674\nu,g,1649412675000\nu,h,1649412676.5\n";
    assertThat(rows(text))
        .containsExactly(
            "u e click 0.0 1649376000000", "u d click 0.0 1649412660000", "u a click 0.0 1649412672000", "u b click 0.0 1649412672500", "u c click 0.0 1649412673000", "u f click 0.0 1649412674000", "u g click 0.0 1649412675000", "u h click 0.0 1649412676500");
    assertThat(rows("user,item,time_ms\nu,a,5\n")).containsExactly("u a click 0.0 5");
    assertThat(TimeText.parse("2023-02-29")).isEqualTo(Event.NO_TIME);
    assertThat(TimeText.parse("2023-02-28T25:00:00")).isEqualTo(Event.NO_TIME);
  }

  @Test
  void anEmptyColumnOfTimesIsNone() throws IOException {
    assertThat(rows("user,item,time\nu,a,\nu,b,\n")).containsExactly("u a click 0.0 0", "u b click 0.0 1");
  }

  @Test
  void timesThatBeginFarDownTheFileRejectTheRowsWithout() throws IOException {
    var text = new StringBuilder("user,item,time\n");
    for (int n = 0; n < 40_000; n++) {
      text.append("user").append(n).append(",i,\n");
    }
    text.append("u,a,1500000000\n");
    var loaded = load(text.toString());
    assertThat(loaded.interactions().size()).isEqualTo(1);
    assertThat(loaded.report().rejections()).singleElement().satisfies(r -> assertThat(r.kind() + r.count() + r.line()).isEqualTo("no time400002"));
  }

  @Test
  void quotesHoldSeparatorsAndLineBreaks() throws IOException {
    assertThat(rows("user,item,note\n\"u,1\",\"i \"\"x\"\"\",\"two\nlines, here\"\nu2,i2,plain\n")).containsExactly("u,1 i \"x\" click 0.0 0", "u2 i2 click 0.0 1");
    var broken = load("user,item\nu1,i1\nu4,\"i4\"x\nu2,\"i2\nu3,i3\nu5,i5\n").report(); // line 4 opens a quote that nothing closes
    assertThat(broken.rejections()).extracting(r -> r.kind() + "@" + r.line()).containsExactly("text behind a closing quote@3", "unclosed quote@4");
    assertThat(broken.kept()).isEqualTo(3);
    assertThat(rows("user\titem\nu1\t\"i1\" x\nu2\t\"i\"\n")).containsExactly("u1 \"i1\" x click 0.0 0", "u2 i click 0.0 1"); // between tabs a stray quote is text
  }

  @Test
  void jsonKeepsLongNumbersAndUnicode() throws IOException {
    assertThat(rows("{\"user\": \"\\u00fc你\\ud83d\\ude00\", \"item\": 9007199254740993, \"ts\": 1700000000123}\r\n\n")).containsExactly("ü你😀 9007199254740993 click 0.0 1700000000123");
    var report = load("{\"user\":\"u1\",\"item\":1}\n{\"user\":\"u2\",\"item\":\n[1,2]\n{\"user\":\"u4\",\"item\":4} trailing\n{\"user\":{},\"item\":4}\n{\"user\":\"u5\",\"item\":4,\"type\":\"lick\"}\n").report();
    assertThat(report.kept()).isEqualTo(1);
    assertThat(report.rejections()).extracting(ImportReport.Rejection::line).containsExactly(2L, 3L, 5L, 6L);
    assertThat(report.rejected()).isEqualTo(5);
  }

  @Test
  void typesAreSignals() throws IOException {
    assertThat(rows("user,item,event\nu,a,impression\nu,a,view\nu,a,scroll_to_end\nu,a,BUY\n")).containsExactly("u a impression 0.0 0", "u a click 0.0 1", "u a scrollToEnd 0.0 2", "u a purchase 0.0 3");
    assertThat(load("user,item,event\nu,a,click\nu,a,jump\n").report().rejections()).singleElement().satisfies(r -> assertThat(r.toString()).isEqualTo("1 × unknown type, first in line 3: u,a,jump"));
  }

  @Test
  void badBytesAreNeverSilent() throws IOException {
    byte[] latin = "user,item,title\nu1,i1,caf\u00e9\nu2,caf\u00e9,x\n".getBytes(StandardCharsets.ISO_8859_1);
    var path = Files.write(folder.resolve("latin"), latin);
    var report = EventFiles.load(path, ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.notes()).anyMatch(n -> n.contains("2 rows hold bytes that are not UTF-8, first in line 2"));
    assertThat(report.rejections()).singleElement().satisfies(r -> assertThat(r.kind()).isEqualTo("item id that is not UTF-8"));
    var read = EventFiles.load(path, ReadOptions.DEFAULT.withCharset("ISO-8859-1"), Progress.NONE);
    assertThat(InteractionsTest.shown(read.interactions())).containsExactly("u1 i1 click 0.0 0", "u2 café click 0.0 1");
    Files.write(path, "user,item\n用,😀\n".getBytes(StandardCharsets.UTF_16));
    assertThat(InteractionsTest.shown(EventFiles.load(path, ReadOptions.DEFAULT.withCharset("UTF-16"), Progress.NONE).interactions())).containsExactly("用 😀 click 0.0 0");
    assertThatThrownBy(() -> Interactions.read(path)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("--charset UTF-16");
    assertThatThrownBy(() -> ReadOptions.DEFAULT.withCharset("klingon")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("klingon");
  }

  @Test
  void gzipIsUnpackedWhateverTheName() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write("user,item\nu,a\n".getBytes(StandardCharsets.UTF_8));
    }
    for (String name : List.of("x.csv.gz", "x.csv")) {
      assertThat(Interactions.read(Files.write(folder.resolve(name), bytes.toByteArray())).size()).isEqualTo(1);
    }
    var cut = Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
    assertThatThrownBy(() -> Interactions.read(cut)).isInstanceOf(BadDataException.class).hasMessageContaining("cut off");
    assertThat(Interactions.read(file("plain.gz", "user,item\nu,a\n")).size()).isEqualTo(1);
  }

  @Test
  void filesWithoutAGoodRowAreBadData() {
    for (String text : List.of("", "\n\n", "user,item,ts\r\n", "user,item,ts\nu1\n", "{\"item\":1}\n", "[{\"user\":1}]", "hello\n")) {
      assertThatThrownBy(() -> load(text)).as(text).isInstanceOf(BadDataException.class).hasMessageContaining("data");
    }
    assertThatThrownBy(() -> Interactions.read(folder)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Interactions.read(folder.resolve("absent"))).isInstanceOf(IOException.class).hasMessageContaining("absent");
  }

  @Test
  void headersThatCannotBeUnderstoodAreRefusedWithAdvice() {
    assertThatThrownBy(() -> load("who,what,stars\na,b,4\nc,d,5\n")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("--columns user=who,item=what");
    assertThatThrownBy(() -> load("user,item,user\na,b,c\n")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("'user' twice");
    assertThatThrownBy(() -> load("1,2,3,4,5,6\n1,2,3,4,5,7\n")).isInstanceOf(UnclearFormatException.class).hasMessageContaining("6 columns without a header");
  }

  @Test
  void theStreamGivesTheSameEventsAsTheLog() throws IOException {
    var path = file("data", "user,item,type,value,ts,position,responseId,author,extra\nu,a,play,2.5,1500000000,3,r1,w,z\nu,,follow,0,1500000001,,,w2,\nv,b,like,,1500000002,,,,\n");
    var events = new ArrayList<Event>();
    var report = EventFiles.read(path, ReadOptions.DEFAULT.withColumns("user=user,item=item,type=type,value=value,time=ts,position=position,responseId=responseId,author=author,context.colour=extra").withDerivedIds(true), Progress.NONE, events::add);
    assertThat(report.kept()).isEqualTo(3);
    assertThat(events.getFirst()).isEqualTo(new Event(events.getFirst().id(), Signal.PLAY, "u", "a", 1_500_000_000_000L, "r1", 3, 2.5f, "w", "", "", java.util.Map.of("colour", "z")));
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{24}-[0-9]+"));
    assertThat(events.get(1).author()).isEqualTo("w2");
    var again = new ArrayList<Event>();
    EventFiles.read(Files.move(path, folder.resolve("renamed")), ReadOptions.DEFAULT.withDerivedIds(true), Progress.NONE, again::add);
    assertThat(again).extracting(Event::id).isEqualTo(events.stream().map(Event::id).toList());
    assertThat(EventFiles.load(folder.resolve("renamed"), ReadOptions.DEFAULT, Progress.NONE).interactions().size()).isEqualTo(2); // the follow names no item
  }

  @Test
  void aListenerStopsTheReading() throws IOException {
    var path = file("data", "user,item\nu,a\n");
    assertThatThrownBy(() -> EventFiles.load(path, ReadOptions.DEFAULT, (_, _, _) -> false)).isInstanceOf(java.util.concurrent.CancellationException.class);
  }

  @Test
  void formatsHaveNames() {
    assertThat(EventFormat.named("tsv")).isEqualTo(EventFormat.CSV);
    assertThatThrownBy(() -> EventFormat.named("xml")).hasMessageContaining("csv jsonl movielens adjacency recbole pairs parquet tfrecord tsv");
  }

  @Test
  void anOrderStandsInPlaceOfTimes() throws IOException {
    String body = "user,item,rank\nu,c,3\nu,a,1\nv,x,2\nu,b,2\nv,y,2\n";
    var loaded = load(body, "user=user,item=item,order=rank");
    assertThat(loaded.interactions().timed()).isFalse();
    assertThat(InteractionsTest.shown(loaded.interactions())).containsExactly("u a click 0.0 0", "u b click 0.0 1", "u c click 0.0 2", "v x click 0.0 3", "v y click 0.0 4");
    assertThat(loaded.report().notes()).anyMatch(note -> note.contains("order"));
    assertThat(load(body + "u,d,soon\n", "user=user,item=item,order=rank").report().rejections()).extracting(ImportReport.Rejection::kind).containsExactly("no readable order");
    assertThatThrownBy(() -> load(body, "user=user,item=item,order=rank,time=rank")).hasMessageContaining("both time and order");
  }

  @Test
  void recBolesHeadersAreTold() throws IOException {
    var loaded = load("user_id:token\titem_id:token\trating:float\ttimestamp:float\nu1\ti1\t4\t1500000000\nu1\ti2\t3.5\t1500000060\nu2\ti1\t5.0\t1500000120.0\n");
    assertThat(InteractionsTest.shown(loaded.interactions())).isEqualTo(EXPECTED);
    assertThat(loaded.report().reading()).startsWith("recbole (separator tab, user=user_id:token");
  }

  @Test
  void zstdNeedsTheModuleOfFormats() throws IOException {
    Path path = folder.resolve("x.zst");
    Files.write(path, new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0});
    assertThatThrownBy(() -> EventFiles.load(path, ReadOptions.DEFAULT, Progress.NONE)).isInstanceOf(BadDataException.class).hasMessageContaining("tributary-formats").hasMessageContaining("zstd -d");
    assertThatThrownBy(() -> EventFiles.load(path, ReadOptions.DEFAULT.withFormat(EventFormat.PARQUET), Progress.NONE)).isInstanceOf(UnclearFormatException.class).hasMessageContaining("tributary-formats");
  }
}
