package dev.tributary.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJsonTest {
  @Test
  void theWireFormatIsReadAndWritten() {
    String json = "{\"id\":\"e-1\",\"type\":\"like\",\"user\":\"u42\",\"item\":\"i7\",\"time\":\"2026-11-21T03:12:00Z\",\"responseId\":\"01J\",\"position\":1,\"value\":12.5,\"context\":{\"device\":\"phone\"}}";
    var event = EventJson.parse(json);
    assertThat(event).isEqualTo(new Event("e-1", Signal.LIKE, "u42", "i7", Instant.parse("2026-11-21T03:12:00Z").toEpochMilli(), "01J", 1, 12.5f, "", "", "", Map.of("device", "phone")));
    assertThat(EventJson.write(event)).isEqualTo(json);
    assertThat(EventJson.parse("{\"type\":\"visit\",\"user\":7,\"time\":1500,\"context\":{\"n\":1,\"t\":true,\"x\":null},\"item\":null}")).isEqualTo(new Event("", Signal.VISIT, "7", "", 1500, "", 0, 0f, "", "", "", Map.of("n", "1", "t", "true")));
  }

  @Test
  void errorsNameTheField() {
    String[][] cases = {
      {"{\"type\":\"like\",\"item\":\"i\",\"id\":\"1\"}", "user", "missing"},
      {"{\"type\":\"like\",\"user\":\"\",\"item\":\"i\",\"id\":\"1\"}", "user", "empty"},
      {"{\"type\":\"like\",\"user\":\"u\",\"id\":\"1\"}", "item", "missing"},
      {"{\"user\":\"u\",\"item\":\"i\",\"id\":\"1\"}", "type", "missing"},
      {"{\"type\":\"lick\",\"user\":\"u\",\"item\":\"i\",\"id\":\"1\"}", "type", "'lick'"},
      {"{\"type\":\"like\",\"user\":\"u\",\"item\":\"i\"}", "id", "time are both missing"},
      {"{\"type\":\"like\",\"user\":\"u\",\"item\":\"i\",\"time\":\"soon\"}", "time", "ISO-8601"},
      {"{\"type\":\"like\",\"user\":\"u\",\"item\":\"i\",\"time\":1,\"colour\":3}", "colour", "no field"},
      {"{\"type\":\"like\",\"user\":\"u\",\"item\":\"i\",\"time\":1,\"position\":-1}", "position", "whole number"},
      {"{\"type\":\"like\",\"user\":\"u\",\"item\":\"i\",\"time\":1,\"value\":1e999}", "value", "finite"},
      {"{\"type\":\"like\",\"user\":1.5,\"item\":\"i\",\"time\":1}", "user", "whole number"},
      {"{\"type\":\"like\",\"user\":\"a\\tb\",\"item\":\"i\",\"time\":1}", "user", "control character"},
      {"{\"type\":\"like\",\"user\":\"\\ud83d\",\"item\":\"i\",\"time\":1}", "user", "surrogate"},
      {"{\"type\":\"like\",\"user\":\"a\",\"user\":\"b\",\"item\":\"i\",\"time\":1}", "user", "twice"},
      {"{\"type\":\"rating\",\"user\":\"a\",\"item\":\"i\",\"time\":1}", "value", "stars"},
      {"{\"type\":\"play\",\"user\":\"a\",\"item\":\"i\",\"time\":1,\"value\":-3}", "value", "negative"},
      {"{\"type\":\"like\",\"user\":\"a\",\"item\":\"i\",\"time\":1,\"context\":{\"a\":[1]}}", "context.a", "must be"},
      {"[1]", "", "JSON object"},
      {"{\"type\":\"like\"} x", "", "JSON"},
      {"{\"type\":", "", "JSON"},
      {"", "", "JSON"},
      {"{\"type\":\"like\",\"user\":\"" + "x".repeat(10_000) + "\",\"item\":\"i\",\"time\":1}", "user", "4096 bytes"},
    };
    for (String[] c : cases) {
      assertThatThrownBy(() -> EventJson.parse(c[0])).as(c[0].substring(0, Math.min(80, c[0].length()))).isInstanceOfSatisfying(InvalidEventException.class, e -> assertThat(e.field()).isEqualTo(c[1])).hasMessageContaining(c[2]);
    }
  }

  @Test
  void deepAndHugeJsonIsRefused() {
    assertThatThrownBy(() -> EventJson.parse("{\"context\":".repeat(5000))).isInstanceOf(InvalidEventException.class);
    assertThatThrownBy(() -> EventJson.parse("{\"user\":" + "[".repeat(5000))).isInstanceOf(InvalidEventException.class);
    assertThatThrownBy(() -> EventJson.parse("{\"user\":" + "9".repeat(5000) + "}")).isInstanceOf(InvalidEventException.class);
  }

  private static Event random(Random random) {
    String[] texts = {"", "a", "用户", "😀\"\\", "line", "x\u0001y", "é/b", "\u2028"};
    String id = texts[1 + random.nextInt(3)] + random.nextInt(100);
    long time = random.nextInt(4) == 0 ? random.nextLong(-62_000_000_000_000L, 250_000_000_000_000L) : random.nextLong(1_500_000_000_000L, 1_600_000_000_000L);
    return new Event("e" + random.nextInt(), Signal.of(random.nextInt(17)), id, "i" + id, time, texts[random.nextInt(3)], random.nextInt(3), random.nextInt(5) == 0 ? random.nextFloat() * 1e9f : random.nextInt(100), texts[random.nextInt(3)], texts[random.nextInt(8)], texts[random.nextInt(8)], random.nextInt(3) == 0 ? Map.of("k" + texts[random.nextInt(8)], texts[random.nextInt(8)], "", "v") : Map.of());
  }

  @Test
  void whatIsWrittenIsReadBack(@TempDir Path folder) throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      var bytes = new ByteArrayOutputStream();
      var events = new ArrayList<Event>();
      try (var writer = new EventWriter(bytes)) {
        for (int n = 0; n < 3000; n++) {
          events.add(random(random));
          writer.write(events.getLast());
        }
      }
      List<Event> strict = bytes.toString(java.nio.charset.StandardCharsets.UTF_8).lines().map(EventJson::parse).toList();
      assertThat(strict).as("seed " + seed).isEqualTo(events);
      var back = new ArrayList<Event>();
      EventFiles.read(Files.write(folder.resolve("e" + seed), bytes.toByteArray()), ReadOptions.DEFAULT, dev.tributary.math.Progress.NONE, back::add);
      assertThat(back).as("seed " + seed).isEqualTo(events);
    }
  }

  @Test
  void timesAreWrittenAsJavaWritesThem() {
    var random = new Random(5);
    for (int n = 0; n < 20_000; n++) {
      long millis = random.nextLong(-62_000_000_000_000L, 253_000_000_000_000L);
      assertThat(TimeText.format(millis)).isEqualTo(Instant.ofEpochMilli(millis).toString());
      assertThat(TimeText.parse(TimeText.format(millis))).isEqualTo(millis);
    }
  }

  @Test
  void numbersAreReadAsJavaReadsThem() {
    var random = new Random(6);
    for (int n = 0; n < 20_000; n++) {
      String text = switch (n % 4) {
        case 0 -> Double.toString(random.nextGaussian());
        case 1 -> Integer.toString(random.nextInt());
        case 2 -> "%.3f".formatted(random.nextDouble() * 1e6);
        default -> Double.toString(Double.longBitsToDouble(random.nextLong()));
      };
      double expected = Double.parseDouble(text);
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat((Double) NumberText.parse(bytes, 0, bytes.length)).as(text).isEqualTo((Double) (Double.isFinite(expected) ? expected : Double.NaN));
    }
    for (String text : List.of("", "-", ".", "1d", "0x1", "NaN", "Infinity", "1e", "1.2.3", "１")) {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(NumberText.parse(bytes, 0, bytes.length)).as(text).isNaN();
    }
  }
}
