package dev.tributary.simulation;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.settings.Settings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes a community in the wire format: one JSON object a line, fields that do not apply left out. */
final class CommunityFiles {
  private static final List<String> NAMES = List.of("items.jsonl", "users.jsonl", "events.jsonl", "truth.json");

  private final JsonMapper mapper = JsonMapper.shared();

  private CommunityFiles() {}

  static long write(Community community, Path folder) throws IOException {
    return new CommunityFiles().writeAll(community, folder);
  }

  private long writeAll(Community community, Path folder) throws IOException {
    Files.createDirectories(folder);
    var partial = new ArrayList<Path>();
    try {
      for (String name : NAMES) {
        Path beside = folder.resolve("." + name + ".partial");
        partial.add(beside);
      }
      writeItems(community, partial.get(0));
      writeUsers(community, partial.get(1));
      long events = writeEvents(community, partial.get(2));
      writeTruth(community, partial.get(3));
      for (int n = 0; n < NAMES.size(); n++) {
        Files.move(partial.get(n), folder.resolve(NAMES.get(n)), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
      return events;
    } finally {
      for (Path path : partial) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static OutputStream open(Path path) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
  }

  private void writeItems(Community community, Path path) throws IOException {
    try (var out = open(path)) {
      for (Item item : community.items()) {
        line(out, fields(item));
      }
    }
  }

  private void writeUsers(Community community, Path path) throws IOException {
    try (var out = open(path)) {
      for (User user : community.users()) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", user.id());
        fields.put("attributes", user.attributes());
        line(out, fields);
      }
    }
  }

  private void line(OutputStream out, Map<String, Object> fields) throws IOException {
    out.write(mapper.writeValueAsBytes(fields));
    out.write('\n');
  }

  private static Map<String, Object> fields(Item item) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", item.id());
    fields.put("title", item.title());
    fields.put("author", item.author());
    fields.put("categories", item.categories());
    fields.put("keywords", item.keywords());
    fields.put("text", item.text());
    fields.put("mediaType", item.mediaType());
    if (Double.isNaN(item.durationSeconds())) {
      fields.put("length", (long) item.length());
    } else {
      fields.put("durationSeconds", (long) item.durationSeconds());
    }
    fields.put("publishedAt", Instant.ofEpochMilli(item.publishedAt()).toString());
    fields.put("attributes", item.attributes());
    return fields;
  }

  private long writeEvents(Community community, Path path) throws IOException {
    var written = new long[1];
    try (var out = open(path);
        var json = mapper.writer().withRootValueSeparator("").createGenerator(out)) {
      community.simulate(
          event -> {
            write(event, json);
            json.writeRaw('\n');
            written[0]++;
          });
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getMessage(), e);
    }
    return written[0];
  }

  private static void write(Event event, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("id", event.id());
    json.writeStringProperty("type", event.type().wireName());
    json.writeStringProperty("user", event.user());
    if (!event.item().isEmpty()) {
      json.writeStringProperty("item", event.item());
    }
    json.writeNumberProperty("time", event.time());
    if (event.position() > 0) {
      json.writeNumberProperty("position", event.position());
    }
    if (event.value() != 0) {
      json.writeNumberProperty("value", event.value());
    }
    if (!event.author().isEmpty()) {
      json.writeStringProperty("author", event.author());
    }
    if (!event.context().isEmpty()) {
      json.writeName("context");
      json.writePOJO(event.context());
    }
    json.writeEndObject();
  }

  private void writeTruth(Community community, Path path) throws IOException {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", "simulated community");
    fields.put("seed", community.seed());
    fields.put("start", Community.START.toString());
    fields.put("end", Instant.ofEpochMilli(community.endMillis()).toString());
    fields.put("config", Settings.of(CommunityConfig.DEFAULT).toMap(community.config()));
    try (var out = open(path)) {
      out.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields));
      out.write('\n');
    }
  }
}
