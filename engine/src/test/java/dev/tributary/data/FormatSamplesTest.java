package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CSV and JSON-lines samples beside the project, against the rows that a right reader returns. */
class FormatSamplesTest {
  private static JsonNode expected(String name) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(SharedData.path("format-samples/expected.json.gz")))) {
      return JsonMapper.shared().readTree(in).path(name);
    }
  }

  private static Path sample(String name) {
    return SharedData.path("format-samples/" + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quotes-crlf.csv", "bom-lf.csv", "no-last-newline.csv", "semicolon.csv", "tab.tsv", "latin1.csv", "ragged.csv", "movielens.dat", "header-only.csv"})
  void everyCellOfTheTablesIsRight(String name) throws IOException {
    var wanted = expected(name);
    var options = ReadOptions.DEFAULT.withCharset(Charset.forName(wanted.path("charset").asString("UTF-8")));
    boolean named = !wanted.has("header");
    var rows = new ArrayList<Object>();
    var bad = new ArrayList<Long>();
    try (var table = Table.open(sample(name), options)) {
      List<String> header = List.of();
      while (table.next()) {
        if (header.isEmpty() && named) {
          header = table.row();
        } else if (named && table.row().size() != header.size()) {
          bad.add(table.line());
        } else if (named) {
          var row = new LinkedHashMap<String, String>();
          for (int i = 0; i < header.size(); i++) {
            row.put(header.get(i), table.row().get(i));
          }
          rows.add(row);
        } else {
          rows.add(table.row());
        }
      }
    }
    assertThat(rows).isEqualTo(JsonMapper.shared().convertValue(wanted.path("rows"), List.class));
    assertThat(bad).isEqualTo(wanted.path("bad_lines").valueStream().map(JsonNode::asLong).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"quotes-crlf.csv", "bom-lf.csv", "no-last-newline.csv", "semicolon.csv", "tab.tsv", "ragged.csv"})
  void theirEventsAreRight(String name) throws IOException {
    var wanted = new ArrayList<String>();
    for (JsonNode row : expected(name).path("rows")) {
      long ts = Long.parseLong(row.path("ts").asString());
      wanted.add(row.path("user").asString() + " " + row.path("item").asString() + " click 0.0 " + ts * 1000);
    }
    assertThat(InteractionsTest.shown(Interactions.read(sample(name)))).isEqualTo(wanted);
  }

  @Test
  void movieLensRatings() throws IOException {
    assertThat(InteractionsTest.shown(Interactions.read(sample("movielens.dat")))).containsExactly("1 1193 rating 5.0 978300760000", "2 661 rating 3.0 978302109000");
  }

  @Test
  void raggedLinesAreCountedWithTheirNumbers() throws IOException {
    var report = EventFiles.load(sample("ragged.csv"), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.rejections()).extracting(ImportReport.Rejection::line).isEqualTo(expected("ragged.csv").path("bad_lines").valueStream().map(JsonNode::asLong).toList());
    assertThat(report.kept()).isEqualTo(expected("ragged.csv").path("good_rows").size());
  }

  @Test
  void latinBytesAreSaid() throws IOException {
    var report = EventFiles.load(sample("latin1.csv"), ReadOptions.DEFAULT, Progress.NONE).report();
    assertThat(report.kept()).isEqualTo(1);
    assertThat(report.notes()).anyMatch(n -> n.contains("not UTF-8, first in line 2"));
  }

  @Test
  void emptyFilesAreBadData() {
    assertThatThrownBy(() -> Interactions.read(sample("empty.csv"))).isInstanceOf(BadDataException.class).hasMessageContaining("empty.csv is empty");
    assertThatThrownBy(() -> Interactions.read(sample("header-only.csv"))).isInstanceOf(BadDataException.class).hasMessageContaining("no row");
  }

  @Test
  void jsonLines() throws IOException {
    // the three rows: no time; a time; an empty user. Where one row has a time, those without are rejected.
    var loaded = EventFiles.load(sample("events.jsonl"), ReadOptions.DEFAULT, Progress.NONE);
    assertThat(InteractionsTest.shown(loaded.interactions())).containsExactly("ü你😀 9007199254740993 click 0.0 1700000000123");
    assertThat(loaded.report().rejections()).extracting(r -> r.kind() + "@" + r.line()).containsExactly("no time@1", "no user@3");
  }

  @Test
  void brokenJsonLines() throws IOException {
    var loaded = EventFiles.load(sample("bad.jsonl"), ReadOptions.DEFAULT, Progress.NONE);
    assertThat(InteractionsTest.shown(loaded.interactions())).containsExactly("u1 1 click 0.0 0", "u5 5 click 0.0 1");
    assertThat(loaded.report().rejected()).isEqualTo(expected("bad.jsonl").path("bad_lines").size());
    assertThat(loaded.report().rejections().getFirst().line()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"events-plain.parquet", "events-truncated.parquet", "examples.tfrecord", "examples.tfrecord.gz", "truncated.tfrecord", "empty.tfrecord", "bad-length.tfrecord"})
  void binaryFilesAreRefusedInWords(String name) {
    assertThatThrownBy(() -> Interactions.read(sample(name))).isInstanceOfAny(BadDataException.class, UnclearFormatException.class).hasMessageContaining(name);
  }
}
