package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the event file of a folder. Files of items, users, tags and links, schemas, documents and hidden files are none; of the others every one
 * whose content reads as events is a candidate. One is taken; several are refused with their list. MovieLens' {@code u.data} wins over
 * the folds beside it. Holds nothing.
 */
public final class EventFolder {
  private static final Set<String> SIDE_FILES = Set.of("items", "users", "item", "user", "movies", "tags", "links", "genome-scores", "genome-tags", "schema", "readme", "license", "licence", "allbut", "mku");
  private static final Set<String> OTHER_KINDS = Set.of("md", "yaml", "yml", "html", "pdf", "sh", "pl", "item", "user", "link", "kg", "net", "genre", "info", "occupation", "rda", "zip", "png", "safetensors", "npy");
  private static final Set<String> PACKED = Set.of("gz", "zst");

  private EventFolder() {}

  /**
   * The one event file of a folder.
   *
   * @throws UnclearFormatException when there are several
   * @throws BadDataException when there is none
   */
  public static Path eventFile(Path folder, ReadOptions options) throws IOException {
    var found = new ArrayList<Path>();
    for (Path file : files(folder)) {
      if (!aside(file) && readsAsEvents(file, options)) {
        found.add(file);
      }
    }
    var hundredThousand = found.stream().filter(f -> f.getFileName().toString().equals("u.data")).findFirst();
    if (hundredThousand.isPresent()) {
      return hundredThousand.get();
    }
    if (found.isEmpty()) {
      throw new BadDataException(folder + " holds no file that reads as events; name one with --events");
    }
    if (found.size() > 1) {
      throw new UnclearFormatException(folder + " holds " + found.size() + " files that could be the events: " + String.join(", ", found.stream().map(f -> f.getFileName().toString()).toList()) + "; choose one with --events");
    }
    return found.getFirst();
  }

  /** The regular files of a folder in the order of their names, hidden ones left out. */
  static List<Path> files(Path folder) throws IOException {
    try (var list = Files.list(folder)) {
      return list.filter(f -> Files.isRegularFile(f) && !f.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** The name of a file in lower case up to its first dot. */
  static String stem(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.'));
  }

  private static boolean aside(Path file) {
    var parts = new ArrayList<>(List.of(file.getFileName().toString().toLowerCase(Locale.ROOT).split("\\.")));
    if (parts.size() > 1 && PACKED.contains(parts.getLast())) {
      parts.removeLast();
    }
    return SIDE_FILES.contains(stem(file)) || parts.size() > 1 && OTHER_KINDS.contains(parts.getLast());
  }

  private static boolean readsAsEvents(Path file, ReadOptions options) throws IOException {
    try {
      var table = TableFormats.of(file, options);
      return table.isPresent() ? tableOfEvents(table.get(), file, options) : textOfEvents(file, options);
    } catch (UnclearFormatException e) {
      return e.getMessage().contains("can be read as"); // two readings, both of events
    } catch (BadDataException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean tableOfEvents(TableFormat format, Path file, ReadOptions options) throws IOException {
    try (var reader = format.open(file)) {
      return !FormatSniffer.ofTable(format.format(), new TableRows(reader, Progress.NONE, "").head(), options, file.getFileName().toString()).layout().places().isEmpty();
    }
  }

  private static boolean textOfEvents(Path file, ReadOptions options) throws IOException {
    try (var source = ByteSource.open(file, options.charset(), Progress.NONE)) {
      var reading = FormatSniffer.sniff(source, options, file.getFileName().toString());
      return reading.format() != EventFormat.JSONL || JsonEvents.anyGood(source);
    }
  }
}
