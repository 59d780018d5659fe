package dev.tributary.model;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The immutable set that serves together: a bundle for each channel, the ranker, how much of the event log the catalog had
 * seen, and the configuration. Thread-safe.
 *
 * <p>On disk a folder of the release's id (with {@code -} for {@code :}): {@code release.json}, and
 * {@code to-catalog.safetensors} with one array of ints for each channel.
 */
public final class Release {
  static final String FILE = "release.json";
  static final int LAYOUT = 1;
  private static final String TO_CATALOG = "to-catalog";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final Path folder;
  private final String id;
  private final long number;
  private final Instant createdAt;
  private final Optional<String> previous;
  private final Map<String, Named> bundles;
  private final Optional<Named> ranker;
  private final long catalogMark;
  private final Map<String, Object> configuration;
  private final Map<String, IntColumn> toCatalog;
  private final Document files;

  private Release(Path folder, Document document) throws IOException {
    this.folder = folder;
    long layout = document.whole("layout");
    if (layout < 1 || layout > LAYOUT) {
      throw new CorruptFileException(document.file(), -1, "has layout " + layout + ", this Tributary (" + Manifest.VERSION
          + ") reads 1.." + LAYOUT + "; use the version that made it, or roll back");
    }
    id = document.text("id");
    number = document.whole("number");
    try {
      createdAt = Instant.parse(document.text("createdAt"));
    } catch (DateTimeException e) {
      throw new CorruptFileException(document.file(), -1, "'createdAt' is no time: " + document.text("createdAt"));
    }
    previous = document.fields().containsKey("previous") ? Optional.of(document.text("previous")) : Optional.empty();
    var channels = new TreeMap<String, Named>();
    var named = document.in("channels");
    for (String channel : named.fields().keySet()) {
      channels.put(channel, Named.read(named.in(channel)));
    }
    bundles = Collections.unmodifiableMap(channels);
    ranker = document.fields().containsKey("ranker") ? Optional.of(Named.read(document.in("ranker"))) : Optional.empty();
    catalogMark = document.whole("catalogMark");
    configuration = document.object("configuration");
    files = document.in("files");
    var opened = Manifest.open(folder, files);
    var arrays = new TreeMap<String, IntColumn>();
    if (!channels.isEmpty() && !opened.containsKey(TO_CATALOG)) {
      throw new CorruptFileException(document.file(), -1, "names no " + TO_CATALOG + Manifest.SUFFIX);
    }
    for (String channel : channels.keySet()) {
      arrays.put(channel, opened.get(TO_CATALOG).ints(channel));
    }
    toCatalog = arrays;
  }

  /** A bundle by its id, and the SHA-256 that it must have. */
  record Named(String bundle, String sha256) {
    static Named read(Document document) throws CorruptFileException {
      String bundle = document.text("bundle");
      if (!ModelStore.isBundleId(bundle)) {
        throw new CorruptFileException(document.file(), -1, "names the bundle '" + bundle + "', which is no bundle's id");
      }
      return new Named(bundle, document.text("sha256"));
    }

    Map<String, Object> toMap() {
      return Map.of("bundle", bundle, "sha256", sha256);
    }
  }

  /** Opens the release in a folder. */
  static Release open(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!java.nio.file.Files.isRegularFile(file)) {
      throw new CorruptFileException(file, -1, "is missing");
    }
    var release = new Release(folder, new Document(file, Json.read(file, Json.bytesOf(file))));
    if (!folderName(release.id).equals(folder.getFileName().toString())) {
      throw new CorruptFileException(file, -1, "says it is release " + release.id);
    }
    return release;
  }

  static String folderName(String id) {
    return id.replace(':', '-');
  }

  /** Starts the description of a release. */
  public static Draft draft() {
    return new Draft();
  }

  /** For example {@code 2026-11-21T03:10:00Z-7f3a}. */
  public String id() {
    return id;
  }

  /** When it was published. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Its place in the order of publishing, from 1. */
  public long number() {
    return number;
  }

  /** The release that served when this one was published; empty for the first. */
  public Optional<String> previous() {
    return previous;
  }

  /** The id of the bundle of each channel. */
  public Map<String, String> bundles() {
    var ids = new TreeMap<String, String>();
    bundles.forEach((channel, named) -> ids.put(channel, named.bundle));
    return Collections.unmodifiableMap(ids);
  }

  /** The id of the ranker's bundle; empty when the release has none. */
  public Optional<String> ranker() {
    return ranker.map(Named::bundle);
  }

  /** How many records of the event log the catalog had taken in: the sequence number of the next one. */
  public long catalogMark() {
    return catalogMark;
  }

  /** The configuration that serves: String, Boolean, Long, Double, List or Map by name. */
  public Map<String, Object> configuration() {
    return configuration;
  }

  /**
   * For each int of a channel's items the catalog's int, or -1: a copy of what was stored.
   *
   * @throws IllegalArgumentException when the release has no such channel
   */
  public int[] toCatalog(String channel) {
    var array = toCatalog.get(channel);
    require(array != null, "release %s has no channel '%s'; it has %s", id, channel, String.join(" ", toCatalog.keySet()));
    return array.toArray();
  }

  Path folder() {
    return folder;
  }

  /** Every bundle that it needs, by id, with its SHA-256. */
  Map<String, String> needs() {
    var needs = new TreeMap<String, String>();
    bundles.values().forEach(n -> needs.put(n.bundle, n.sha256));
    ranker.ifPresent(n -> needs.put(n.bundle, n.sha256));
    return needs;
  }

  /** Reads every byte of its own files; answers how many bytes there were. */
  long verify() throws IOException {
    for (var column : toCatalog.entrySet()) {
      for (long row = 0; row < column.getValue().size(); row++) {
        if (column.getValue().get(row) < -1) {
          throw new CorruptFileException(folder, -1, "maps item " + row + " of " + column.getKey() + " to no item of the catalog");
        }
      }
    }
    return Manifest.verify(folder, files);
  }

  /** What a release will hold. Confined: one thread. */
  public static final class Draft {
    private final Map<String, String> bundles = new TreeMap<>();
    private final Map<String, int[]> toCatalog = new TreeMap<>();
    private String ranker = "";
    private long catalogMark;
    private Map<String, Object> configuration = Map.of();

    private Draft() {}

    /**
     * A channel served by a bundle of the store.
     *
     * @param bundle its id in the store
     * @param toCatalog for each int of the bundle's items the catalog's int, or -1 when the catalog lacks it; copied
     */
    public Draft channel(String name, String bundle, int[] toCatalog) {
      require(NAME.matcher(name).matches(), "a channel's name is '%s', allowed small letters, digits and hyphens, up to 40", name);
      require(!bundles.containsKey(name), "there are two channels '%s'", name);
      require(ModelStore.isBundleId(bundle), "'%s' is no bundle's id", bundle);
      for (int item = 0; item < toCatalog.length; item++) {
        require(toCatalog[item] >= -1, "item %d of channel %s goes to %d, must be -1 or more", item, name, toCatalog[item]);
      }
      bundles.put(name, bundle);
      this.toCatalog.put(name, toCatalog.clone());
      return this;
    }

    /** The ranker's bundle, by its id in the store. */
    public Draft ranker(String bundle) {
      require(ModelStore.isBundleId(bundle), "'%s' is no bundle's id", bundle);
      ranker = bundle;
      return this;
    }

    /** How many records of the event log the catalog has taken in. */
    public Draft catalogMark(long mark) {
      require(mark >= 0, "catalogMark is %d, must be 0 or more", mark);
      catalogMark = mark;
      return this;
    }

    /** What JSON can hold, by name. */
    public Draft configuration(Map<String, Object> configuration) {
      this.configuration = new TreeMap<>(configuration);
      return this;
    }

    /** Every bundle that it names. */
    java.util.Set<String> needs() {
      var needs = new java.util.TreeSet<>(bundles.values());
      if (!ranker.isEmpty()) {
        needs.add(ranker);
      }
      return needs;
    }

    /** The arrays as columns of a file. */
    Map<String, Tensors> tensors() {
      if (toCatalog.isEmpty()) {
        return Map.of();
      }
      var columns = Tensors.builder();
      toCatalog.forEach((name, array) -> columns.ints(name, IntColumn.copyOf(array)));
      return Map.of(TO_CATALOG, columns.build());
    }

    /** The fields of release.json but for id and files. */
    Map<String, Object> toMap(long number, Instant createdAt, Optional<String> previous, Map<String, String> sha256) {
      var channels = new TreeMap<String, Object>();
      bundles.forEach((name, bundle) -> channels.put(name, new Named(bundle, sha256.getOrDefault(bundle, "")).toMap()));
      var fields = new TreeMap<String, Object>();
      fields.put("layout", LAYOUT);
      fields.put("number", number);
      fields.put("createdAt", createdAt.toString());
      fields.put("channels", channels);
      fields.put("catalogMark", catalogMark);
      fields.put("configuration", configuration);
      fields.put("version", Manifest.VERSION);
      previous.ifPresent(id -> fields.put("previous", id));
      if (!ranker.isEmpty()) {
        fields.put("ranker", new Named(ranker, sha256.getOrDefault(ranker, "")).toMap());
      }
      return fields;
    }
  }
}
