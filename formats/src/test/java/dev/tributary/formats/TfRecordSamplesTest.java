package dev.tributary.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.data.BadDataException;
import dev.tributary.formats.tfrecord.Example;
import dev.tributary.formats.tfrecord.Feature;
import dev.tributary.formats.tfrecord.TfRecordReader;
import dev.tributary.formats.tfrecord.TfRecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** TFRecord files of other writers, good and damaged. */
class TfRecordSamplesTest {
  private static List<Example> read(Path file) throws IOException {
    var examples = new ArrayList<Example>();
    try (var records = TfRecordReader.open(file)) {
      for (var record = records.next(); record.isPresent(); record = records.next()) {
        examples.add(Example.parse(record.get()));
      }
    }
    return examples;
  }

  /** The bits of floats, so that -0 and the smallest numbers count. */
  private static Feature feature(JsonNode node) {
    if (node.has("int64")) {
      return new Feature.Longs(node.path("int64").valueStream().map(value -> Long.parseLong(value.asString())).toList());
    }
    if (node.has("float")) {
      return new Feature.Floats(node.path("float").valueStream().map(value -> Float.parseFloat(value.asString().replace("inf", "Infinity"))).toList());
    }
    return new Feature.Bytes(
        node.path("bytes").valueStream()
            .map(value -> ByteBuffer.wrap(value.has("hex") ? HexFormat.of().parseHex(value.path("hex").asString()) : value.asString().getBytes(StandardCharsets.UTF_8)))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"examples.tfrecord", "examples.tfrecord.gz", "examples.tfrecord.zlib", "unpacked.tfrecord", "empty.tfrecord"})
  void everyFeatureIsRight(String name) throws IOException {
    var wanted = new ArrayList<Map<String, Feature>>();
    Samples.expected(name).path("rows").forEach(row -> {
      var features = new HashMap<String, Feature>();
      row.properties().forEach(entry -> features.put(entry.getKey(), feature(entry.getValue())));
      wanted.add(features);
    });
    assertThat(read(Samples.file(name)).stream().map(example -> new HashMap<>(example.features()))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"examples.tfrecord", "unpacked.tfrecord"})
  void whatIsWrittenIsReadAgain(String name, @TempDir Path folder) throws IOException {
    var examples = read(Samples.file(name));
    var bytes = new ByteArrayOutputStream();
    var writer = new TfRecordWriter(bytes);
    for (var example : examples) {
      writer.write(example.encoded());
    }
    assertThat(read(Files.write(folder.resolve("again"), bytes.toByteArray()))).isEqualTo(examples);
  }

  @ParameterizedTest
  @CsvSource({
    "bad-data-crc.tfrecord, 2, 'record 3, at byte 307 of the unpacked file: the checksum of its data is wrong'",
    "bad-length.tfrecord, 1, 'record 2, at byte'",
    "truncated.tfrecord, 4, 'record 5, at byte'"
  })
  void damageIsToldWithItsPlace(String name, int good, String message) throws IOException {
    assertThat(Samples.expected(name).path("readable_rows_before_error").asInt()).isEqualTo(good);
    try (var records = TfRecordReader.open(Samples.file(name))) {
      for (int n = 0; n < good; n++) {
        assertThat(records.next()).isPresent();
      }
      assertThatThrownBy(records::next).isInstanceOf(BadDataException.class).hasMessageContaining(name + ": ").hasMessageContaining(message).hasMessageContaining("again");
    }
  }

  @Test
  void knownChecksumsAndBytes() throws IOException {
    // CRC-32C of "123456789" is e3069283 (RFC 3720's polynomial, its usual check value); turned right by 15: 2507c60d; plus a282ead8: c78ab0e5
    var bytes = new ByteArrayOutputStream();
    new TfRecordWriter(bytes).write("123456789".getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().formatHex(bytes.toByteArray(), 21, 25)).isEqualTo("e5b08ac7");
    assertThat(HexFormat.of().formatHex(bytes.toByteArray(), 0, 8)).isEqualTo("0900000000000000");
  }
}
