package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;

/** A file of ids, one a line; {@code -} is standard input. Empty lines are skipped, an id met again counts once. */
final class IdFile {
  private static final int LONGEST = 4096;

  private IdFile() {}

  /** Reads the ids in their order. */
  static List<String> read(String option, String name, InputStream standardInput) throws IOException {
    Path path = ReadingOptions.existing(option, name);
    if (Files.isDirectory(path)) {
      throw Failure.usage("%s: %s is a folder; name a file with one id a line", option, name);
    }
    var ids = new LinkedHashSet<String>();
    try (var reader = new BufferedReader(new InputStreamReader(name.equals("-") ? standardInput : Files.newInputStream(path),
        StandardCharsets.UTF_8.newDecoder()))) {
      int number = 0;
      for (String line; (line = reader.readLine()) != null; ) {
        number++;
        String id = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
        if (id.length() > LONGEST) {
          throw Failure.badData("%s: line %d of %s has %d characters, an id has at most %d; is it a file of ids, one a line?",
              option, number, name, id.length(), LONGEST);
        }
        if (!id.isEmpty()) {
          ids.add(id);
        }
      }
    } catch (CharacterCodingException e) {
      throw Failure.badData("%s: %s is not UTF-8 text", option, name).because(e);
    }
    if (ids.isEmpty()) {
      throw Failure.badData("%s: %s holds no id", option, name);
    }
    return List.copyOf(ids);
  }
}
