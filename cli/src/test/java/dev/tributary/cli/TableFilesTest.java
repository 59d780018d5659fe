package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events go out as Parquet and TFRecord, and in again, by the commands. */
class TableFilesTest {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void aHomeWithEvents() throws IOException {
    home = folder.resolve("home");
    Path events = Files.writeString(
        folder.resolve("events.jsonl"),
        """
        {"id": "e1", "type": "like", "user": "ann", "item": "A", "time": "2026-11-21T03:12:00.123Z", "context": {"city": "Köln"}}
        {"id": "e2", "type": "play", "user": "ann", "item": "B", "time": "2026-11-21T03:13:00Z", "value": 12.5}
        {"id": "e3", "type": "search", "user": "bob", "time": "2026-11-21T03:14:00Z", "query": "two words"}
        """);
    assertThat(Run.of("import", "--in", events, "--home", home).err()).isEmpty();
  }

  private static String exported(Path home) {
    return Run.of("log", "export", "--home", home, "--out", "-").out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "tfrecord"})
  void aLogGoesOutAndInWithoutLoss(String format) {
    Path file = folder.resolve("out." + format);
    var export = Run.of("log", "export", "--home", home, "--out", file, "--json");
    assertThat(export.jsonObject()).isEqualTo(Map.of("events", 3, "out", file.toString()));
    Path second = folder.resolve("second");
    var run = Run.of("import", "--in", file, "--home", second);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("out." + format + ": " + format + " (user=user item=item", "3 rows read, 3 kept, 0 rejected");
    assertThat(exported(second)).isEqualTo(exported(home)).hasLineCount(3);
  }

  @Test
  void theNameOfTheFileDoesNotDecideWhenAFormatIsNamed() throws IOException {
    Path file = folder.resolve("out.bin");
    assertThat(Run.of("log", "export", "--home", home, "--out", file, "--format", "parquet").exitCode()).isZero();
    assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)).startsWith("PAR1");
    var run = Run.of("log", "export", "--home", home, "--format", "csv");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--format is 'csv', must be one of jsonl parquet tfrecord");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "tfrecord"})
  void aFileThatIsCutOffLeavesTheLogAsItWas(String format) throws IOException {
    Path file = folder.resolve("out." + format);
    Run.of("log", "export", "--home", home, "--out", file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
    String before = exported(home);
    var run = Run.of("import", "--in", file, "--home", home);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("out." + format, "byte", "again").hasLineCount(1);
    assertThat(exported(home)).isEqualTo(before);
  }

  @Test
  void attributedRowsGoOutAsTables() {
    Path file = folder.resolve("rows.tfrecord");
    var run = Run.of("log", "export", "--home", home, "--attributed", "--out", file, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.jsonObject().get("outcomes")).isEqualTo(Map.of("unnamed", 3));
    assertThat(file).isEmptyFile(); // none of these events names a page
  }
}
