package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import dev.tributary.data.Event;
import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFolder;
import dev.tributary.data.ImportReport;
import dev.tributary.data.Interactions;
import dev.tributary.data.ReadOptions;
import dev.tributary.data.Split;
import dev.tributary.data.UnclearFormatException;
import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a user names as data: an events file, or a folder with events and, optionally, items ({@code items.*}, {@code movies.*}, {@code *.item}, {@code
 * *item2attributes.json}), users ({@code users.*}, {@code *.user}) and {@code schema.yaml}. A folder with {@code train.*} and {@code test.*} is a split; its events are the train part.
 * Immutable; opening reads nothing but the beginnings of files.
 *
 * @param events the events file, or {@code -}
 * @param items the items file, if any
 * @param users the users file, if any
 * @param schema types of attributes
 * @param split the folder, when it is a split
 * @param options how to read the events
 */
public record Dataset(Path events, Optional<Path> items, Optional<Path> users, AttributeSchema schema, Optional<Path> split, ReadOptions options) {
  /**
   * Files named beside the data; each replaces what the folder would give.
   *
   * @param events {@code --events}
   * @param items {@code --items}
   * @param users {@code --users}
   */
  public record Named(Optional<Path> events, Optional<Path> items, Optional<Path> users) {
    /** Nothing is named. */
    public static final Named NOTHING = new Named(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A data set in memory.
   *
   * @param catalog the items and users of the files, then those that only the events name
   * @param report of the events
   * @param sideReports of items and users
   */
  public record Loaded(Interactions interactions, Catalog catalog, ImportReport report, List<ImportReport> sideReports) {}

  /**
   * Finds the files.
   *
   * @throws UnclearFormatException when a folder holds several files for one purpose, with their list
   * @throws BadDataException when it holds no events
   */
  public static Dataset open(Path data, Named named, ReadOptions options) throws IOException {
    boolean standardInput = data.toString().equals("-");
    if (!standardInput && !Files.exists(data)) {
      throw new NoSuchFileException(data + " does not exist");
    }
    for (var file : List.of(named.events, named.items, named.users)) {
      if (file.isPresent() && !file.get().toString().equals("-") && !Files.exists(file.get())) {
        throw new NoSuchFileException(file.get() + " does not exist");
      }
    }
    if (standardInput || !Files.isDirectory(data)) {
      return new Dataset(named.events.orElse(data), named.items, named.users, AttributeSchema.NONE, Optional.empty(), options);
    }
    boolean split = named.events.isEmpty() && Split.isSplit(data);
    Path events = named.events.isPresent() ? named.events.get() : split ? Split.trainFile(data) : EventFolder.eventFile(data, options);
    var items = named.items.isPresent() ? named.items : side(data, events, "items", Dataset::holdsItems);
    if (items.isEmpty()) {
      items = side(data, events, "items", name -> name.endsWith("item2attributes.json") || name.endsWith("item2attributes.json.gz"));
    }
    var users = named.users.isPresent() ? named.users : side(data, events, "users", Dataset::holdsUsers);
    var schema = side(data, events, "schema", name -> name.equals("schema.yaml") || name.equals("schema.yml"));
    return new Dataset(events, items, users, schema.isPresent() ? AttributeSchema.read(schema.get()) : AttributeSchema.NONE, split ? Optional.of(data) : Optional.empty(), options);
  }

  private static boolean holdsItems(String name) {
    return name.startsWith("items.") || name.startsWith("movies.") || name.endsWith(".item") || name.endsWith(".item.gz");
  }

  private static boolean holdsUsers(String name) {
    return name.startsWith("users.") || name.endsWith(".user") || name.endsWith(".user.gz");
  }

  private static Optional<Path> side(Path folder, Path events, String what, Predicate<String> named) throws IOException {
    try (var list = Files.list(folder)) {
      var found = list.filter(f -> Files.isRegularFile(f) && !f.equals(events) && named.test(f.getFileName().toString().toLowerCase(Locale.ROOT))).sorted().toList();
      if (found.size() > 1) {
        throw new UnclearFormatException(folder + " holds several files of " + what + ": " + String.join(", ", found.stream().map(f -> f.getFileName().toString()).toList()) + (what.equals("schema") ? "; keep one" : "; choose one with --" + what));
      }
      return found.stream().findFirst();
    }
  }

  /** Reads everything into memory. */
  public Loaded load(Progress progress) throws IOException {
    var catalog = new Catalog();
    var sides = sides(catalog::put, catalog::put);
    var loaded = EventFiles.load(events, options, progress);
    var log = loaded.interactions();
    for (int item = 0; item < log.items().size(); item++) {
      catalog.addItem(log.items().id(item));
    }
    for (int user = 0; user < log.users().size(); user++) {
      catalog.addUser(log.users().id(user));
    }
    return new Loaded(log, catalog, loaded.report(), sides);
  }

  /**
   * Hands everything on as it is read: items, then users, then events. For imports of any size.
   *
   * @return the reports of items and users, if any, and of the events last
   */
  public List<ImportReport> stream(Consumer<Item> item, Consumer<User> user, Consumer<Event> event, Progress progress) throws IOException {
    var reports = new ArrayList<>(sides(item, user));
    reports.add(EventFiles.read(events, options, progress, event));
    return List.copyOf(reports);
  }

  private List<ImportReport> sides(Consumer<Item> item, Consumer<User> user) throws IOException {
    var reports = new ArrayList<ImportReport>();
    var sideOptions = ReadOptions.DEFAULT.withCharset(options.charset());
    if (items.isPresent()) {
      reports.add(ItemReader.read(items.get(), sideOptions, schema, item));
    }
    if (users.isPresent()) {
      reports.add(UserReader.read(users.get(), sideOptions, schema, user));
    }
    return List.copyOf(reports);
  }
}
