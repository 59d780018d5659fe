package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings of a channel from a YAML or JSON file: {@code topK: 200}, a line each; or with {@code channel:} and {@code
 * settings:} above them, as a search for settings writes them. And from {@code key=value} words.
 */
final class SettingsFile {
  private static final long LARGEST = 1 << 20;

  private SettingsFile() {}

  /** Reads the settings of a channel. */
  static Map<String, Object> read(String name, String channel) throws IOException {
    Path path = ReadingOptions.existing("--config", name);
    if (!Files.isRegularFile(path)) {
      throw Failure.usage("--config: %s is no file", name);
    }
    if (Files.size(path) > LARGEST) {
      throw Failure.usage("--config: %s has %d bytes, allowed are %d; is it the right file?", name, Files.size(path), LARGEST);
    }
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).setMaxAliasesForCollections(10)
          .build()).loadFromString(Files.readString(path, StandardCharsets.UTF_8));
    } catch (MalformedInputException e) {
      throw Failure.usage("--config: %s is not UTF-8 text", name).because(e);
    } catch (YamlEngineException e) {
      throw Failure.usage("--config: %s is neither YAML nor JSON: %s", name, e.getMessage()).because(e);
    }
    var fields = map(name, document);
    if (!(fields.get("settings") instanceof Map<?, ?>)) {
      return fields;
    }
    if (fields.get("channel") instanceof Object of && !of.equals(channel)) {
      throw Failure.usage("--config: %s holds settings of '%s', not of '%s'", name, of, channel);
    }
    for (String key : fields.keySet()) {
      if (!List.of("channel", "settings").contains(key)) {
        throw Failure.usage("--config: %s has the unknown key '%s' beside channel and settings", name, key);
      }
    }
    return map(name, fields.get("settings"));
  }

  private static Map<String, Object> map(String name, Object document) {
    if (!(document instanceof Map<?, ?> read)) {
      throw Failure.usage("--config: %s holds no settings; write one 'name: value' a line", name);
    }
    var fields = new LinkedHashMap<String, Object>();
    for (var entry : read.entrySet()) {
      if (entry.getValue() == null) {
        throw Failure.usage("--config: %s gives '%s' no value", name, entry.getKey());
      }
      fields.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return fields;
  }

  /** Reads {@code key=value} words. */
  static Map<String, Object> parse(List<String> words) {
    var fields = new LinkedHashMap<String, Object>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw Failure.usage("--set %s is not key=value, for example --set topK=200", word);
      }
      fields.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
    return fields;
  }
}
