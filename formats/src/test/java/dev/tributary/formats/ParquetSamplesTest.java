package dev.tributary.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.BadDataException;
import dev.tributary.formats.parquet.Parquet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parquet files of another writer, in every packing, good and damaged. */
class ParquetSamplesTest {
  @ParameterizedTest
  @ValueSource(strings = {"events-plain.parquet", "events-snappy-dict.parquet", "events-zstd-dict-v2.parquet", "events-gzip-rowgroups.parquet", "events-lz4.parquet", "events-norows.parquet"})
  void everyCellIsRight(String name) throws IOException {
    var rows = Samples.expected(name).path("rows");
    try (var table = new Parquet().open(Samples.file(name))) {
      for (var row : rows) {
        assertThat(table.next()).isTrue();
        for (int column = 0; column < table.columns().size(); column++) {
          var wanted = row.path(table.columns().get(column));
          assertThat(same(table.cell(column), wanted)).as("%s: %s where %s is expected", table.columns().get(column), new String(table.cell(column), StandardCharsets.UTF_8), wanted).isTrue();
        }
        assertThat(table.columns()).hasSize(row.size());
      }
      assertThat(table.next()).isFalse();
    }
  }

  private static boolean same(byte[] cell, JsonNode wanted) {
    String text = new String(cell, StandardCharsets.UTF_8);
    if (wanted.isNull()) {
      return cell.length == 0;
    }
    if (wanted.has("hex")) {
      return HexFormat.of().formatHex(cell).equals(wanted.path("hex").asString());
    }
    if (wanted.isArray()) {
      var list = JsonMapper.shared().readTree(cell);
      boolean same = list.size() == wanted.size();
      for (int n = 0; same && n < list.size(); n++) {
        same = wanted.get(n).isFloatingPointNumber() ? list.get(n).floatValue() == wanted.get(n).floatValue() : list.get(n).equals(wanted.get(n));
      }
      return same;
    }
    if (wanted.isFloatingPointNumber()) {
      return Double.parseDouble(text) == wanted.asDouble() || Float.parseFloat(text) == (float) wanted.asDouble();
    }
    if (wanted.isString() && wanted.asString().matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      return OffsetDateTime.parse(text).isEqual(OffsetDateTime.parse(wanted.asString()));
    }
    if (wanted.isString() && wanted.asString().matches("\\d{4}-\\d\\d-\\d\\d")) {
      return LocalDate.parse(text).equals(LocalDate.parse(wanted.asString()));
    }
    return text.equals(wanted.asString());
  }

  @Test
  void aFileThatIsCutOffIsRefusedWithItsPlace() throws IOException {
    var file = Samples.file("events-truncated.parquet");
    long end = Files.size(file) - 4;
    assertThatThrownBy(() -> new Parquet().open(file)).isInstanceOf(BadDataException.class).hasMessageContaining("events-truncated.parquet: at byte " + end).hasMessageContaining("fetch or write it again");
  }

  @Test
  void damageAnywhereIsBadDataOrChangesNoOtherCell(@TempDir Path folder) throws IOException {
    byte[] good = Files.readAllBytes(Samples.file("events-zstd-dict-v2.parquet"));
    for (int at = 4; at < good.length; at += 997) {
      byte[] bad = good.clone();
      bad[at] ^= 0x55;
      try (var table = new Parquet().open(Files.write(folder.resolve("bad.parquet"), bad))) {
        while (table.next()) {
          for (int column = 0; column < table.columns().size(); column++) {
            table.cell(column);
          }
        }
      } catch (BadDataException e) {
        assertThat(e).as("byte %d", at).hasMessageContaining("bad.parquet").hasMessageContaining("again");
      }
    }
  }
}
