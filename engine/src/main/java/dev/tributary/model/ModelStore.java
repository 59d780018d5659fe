package dev.tributary.model;

import static dev.tributary.math.Require.require;

import dev.tributary.disk.Disk;
import dev.tributary.disk.LockFile;
import dev.tributary.disk.TempName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Bundles and releases in a folder, and which release serves.
 *
 * <pre>
 * bundles/KIND-SHA/       a bundle; its name ends with the first 16 digits of its SHA-256, so nothing is ever replaced
 * releases/ID/            a release; the id with - for :
 * CURRENT                 the id of the release that serves, and a line feed
 * LOCK                    held while something is published, rolled back or removed
 * </pre>
 *
 * <p>Everything is written beside, synced and renamed, and CURRENT moves last: a process killed at any instant leaves the old
 * release whole and serving. What it left unfinished has a name with a dot, is never read, and goes with the next change.
 *
 * <p>Thread-safe: one writer at a time, others are refused by {@link java.nio.file.FileSystemException} that names the
 * holder; readers see CURRENT before or after a change and never wait. Stable.
 */
public final class ModelStore {
  private static final System.Logger LOG = System.getLogger(ModelStore.class.getName());
  private static final Pattern BUNDLE_ID = Pattern.compile("[a-z][a-z0-9-]{0,39}-[0-9a-f]{16}");
  private static final Pattern RELEASE_ID = Pattern.compile("\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ-[0-9a-f]{4}");

  private final Path folder;
  private final Path bundles;
  private final Path releases;
  private final Path current;
  private final Disk disk;
  private final Clock clock;

  ModelStore(Path folder, Disk disk, Clock clock) {
    this.folder = folder.toAbsolutePath().normalize();
    this.disk = disk;
    this.clock = clock;
    bundles = this.folder.resolve("bundles");
    releases = this.folder.resolve("releases");
    current = this.folder.resolve("CURRENT");
  }

  /** The store in a folder, which is made when something is first put there. */
  public static ModelStore open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new CorruptFileException(folder, -1, "is no model store: it is not a folder");
    }
    return new ModelStore(folder, Disk.REAL, Clock.systemUTC());
  }

  public Path folder() {
    return folder;
  }

  static boolean isBundleId(String id) {
    return BUNDLE_ID.matcher(id).matches();
  }

  /**
   * Writes a bundle into the store; nothing serves it before a release names it. Equal content is kept once.
   *
   * @param run see {@link BundleWriter#write}
   * @return its id in the store
   */
  public String add(BundleWriter bundle, Map<String, Object> run) throws IOException {
    prepare();
    Path beside = bundles.resolve(TempName.of(Path.of(bundle.kind())));
    try {
      String sha256 = bundle.fill(beside, run, disk);
      return settle(beside, bundle.kind(), sha256);
    } catch (IOException | RuntimeException e) {
      disk.deleteQuietly(beside, e);
      throw e;
    }
  }

  /**
   * Copies a bundle that lies elsewhere into the store, after reading and checking all of it.
   *
   * @return its id in the store
   */
  public String add(Path bundleFolder) throws IOException {
    var bundle = Bundle.open(bundleFolder);
    prepare();
    Path beside = bundles.resolve(TempName.of(Path.of(bundle.kind())));
    try {
      disk.createFolder(beside);
      for (String file : bundle.fileNames()) {
        copy(bundleFolder.resolve(file), beside.resolve(file));
      }
      disk.syncFolder(beside);
      var copied = Bundle.open(beside);
      copied.verify();
      return settle(beside, copied.kind(), copied.sha256());
    } catch (IOException | RuntimeException e) {
      disk.deleteQuietly(beside, e);
      throw e;
    }
  }

  private void copy(Path from, Path to) throws IOException {
    var buffer = java.nio.ByteBuffer.allocate(1 << 20);
    try (var in = Files.newByteChannel(from);
        var out = disk.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (in.read(buffer.clear()) > 0) {
        out.write(buffer.flip());
      }
      out.force();
    }
  }

  /** Gives a finished bundle its name, unless it is here already. */
  private String settle(Path beside, String kind, String sha256) throws IOException {
    String id = kind + "-" + sha256.substring(0, 16);
    Path target = bundles.resolve(id);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!Bundle.open(target).sha256().equals(sha256)) {
        throw new CorruptFileException(target, -1, "is not the bundle of its name; remove it");
      }
      disk.deleteTree(beside);
    } else {
      disk.move(beside, target);
      disk.syncFolder(bundles);
    }
    return id;
  }

  private void prepare() throws IOException {
    if (!Files.isDirectory(bundles) || !Files.isDirectory(releases)) {
      Files.createDirectories(bundles);
      Files.createDirectories(releases);
      disk.syncFolder(folder);
    }
  }

  /** Opens a bundle of the store. */
  public Bundle bundle(String id) throws IOException {
    require(isBundleId(id), "'%s' is no bundle's id, which looks like itemcf-0123456789abcdef", id);
    return Bundle.open(bundles.resolve(id));
  }

  /** The ids of all bundles, ascending. */
  public List<String> bundles() throws IOException {
    return names(bundles).stream().filter(ModelStore::isBundleId).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var children = Files.list(folder)) {
      return children.map(p -> p.getFileName().toString()).filter(n -> !n.startsWith(".")).sorted().toList();
    }
  }

  /**
   * Makes a release of bundles in the store and lets it serve. Reads every byte of the bundles first.
   *
   * @return the release, which {@link #current} answers from now on
   * @throws IOException when a bundle is missing or damaged, another process publishes, or the disk fails; the old release
   *     serves on
   */
  public Release publish(Release.Draft draft) throws IOException {
    prepare();
    try (var _ = lock("publishing")) {
      clean();
      var sha256 = new TreeMap<String, String>();
      for (String id : draft.needs()) {
        var bundle = bundle(id);
        checkName(id, bundle);
        bundle.verify();
        sha256.put(id, bundle.sha256());
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      long number = list().stream().mapToLong(Release::number).max().orElse(0) + 1;
      var fields = draft.toMap(number, now, servingId(), sha256);
      String id = freeId(now, fields);
      fields.put("id", id);
      Path target = releases.resolve(Release.folderName(id));
      Path beside = releases.resolve(TempName.of(target));
      try {
        disk.createFolder(beside);
        fields.put("files", Manifest.write(disk, beside, draft.tensors()));
        disk.writeFile(beside.resolve(Release.FILE), Json.canonical(fields));
        disk.syncFolder(beside);
        disk.move(beside, target);
        disk.syncFolder(releases);
        disk.replaceFile(current, (id + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException | RuntimeException e) {
        disk.deleteQuietly(beside, e);
        withdraw(id, target, e);
        throw e;
      }
      return Release.open(target);
    }
  }

  /** After a failure: takes a release away that does not serve. */
  private void withdraw(String id, Path target, Exception cause) {
    try {
      if (Files.exists(target) && !currentId().equals(Optional.of(id))) {
        remove(target);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static void checkName(String id, Bundle bundle) throws CorruptFileException {
    if (!id.equals(bundle.kind() + "-" + bundle.sha256().substring(0, 16))) {
      throw new CorruptFileException(bundle.folder(), -1, "is not the bundle of its name: its SHA-256 is " + bundle.sha256());
    }
  }

  private String freeId(Instant now, Map<String, Object> fields) {
    byte[] content = Json.canonical(fields);
    String id;
    do {
      String digest = Manifest.sha256(content);
      id = now + "-" + digest.substring(0, 4);
      content = digest.getBytes(StandardCharsets.UTF_8); // when the name is taken: the digest's digest
    } while (Files.exists(releases.resolve(Release.folderName(id)), LinkOption.NOFOLLOW_LINKS));
    return id;
  }

  /** The id in CURRENT; empty also when CURRENT is damaged, which publishing mends. */
  private Optional<String> servingId() throws IOException {
    try {
      return currentId();
    } catch (CorruptFileException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
      return Optional.empty();
    }
  }

  private LockFile lock(String purpose) throws IOException {
    return LockFile.take(folder.resolve("LOCK"), purpose);
  }

  private void clean() throws IOException {
    for (Path place : List.of(folder, bundles, releases)) {
      for (Path leftover : TempName.leftovers(place)) {
        disk.deleteTree(leftover);
      }
    }
  }

  /** Deletes under a name that nobody reads, so that half of it is never met under its own. */
  private void remove(Path path) throws IOException {
    Path rubbish = path.resolveSibling(TempName.of(path));
    disk.move(path, rubbish);
    disk.deleteTree(rubbish);
  }

  /**
   * The release that serves; empty when nothing has been published.
   *
   * @throws CorruptFileException when CURRENT or what it names is damaged
   */
  public Optional<Release> current() throws IOException {
    var id = currentId();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Path target = releases.resolve(Release.folderName(id.get()));
    if (!Files.isDirectory(target)) {
      throw new CorruptFileException(current, -1, "names release " + id.get()
          + ", which is not there; roll back to one that is or publish");
    }
    return Optional.of(Release.open(target));
  }

  private Optional<String> currentId() throws IOException {
    if (!Files.exists(current)) {
      return Optional.empty();
    }
    byte[] bytes;
    try (var in = Files.newInputStream(current)) {
      bytes = in.readNBytes(100);
    }
    String id = new String(bytes, StandardCharsets.UTF_8).strip();
    if (!RELEASE_ID.matcher(id).matches()) {
      throw new CorruptFileException(current, -1, "names no release; roll back to one by its id or publish");
    }
    return Optional.of(id);
  }

  /** All releases in the order of publishing. One that cannot be read is left out and logged; {@link #verify} says why. */
  public List<Release> list() throws IOException {
    var found = new ArrayList<Release>();
    for (String name : names(releases)) {
      try {
        found.add(Release.open(releases.resolve(name)));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "a release is left out: " + e.getMessage());
      }
    }
    found.sort(Comparator.comparingLong(Release::number).thenComparing(Release::id));
    return List.copyOf(found);
  }

  /**
   * The release of an id.
   *
   * @throws NoSuchFileException when there is none
   */
  public Release show(String id) throws IOException {
    Path target = releases.resolve(Release.folderName(id));
    if (!RELEASE_ID.matcher(id).matches() || !Files.isDirectory(target)) {
      String known = String.join(" ", list().stream().map(Release::id).toList());
      throw new NoSuchFileException(id, null, "there is no such release; there are " + known);
    }
    return Release.open(target);
  }

  /**
   * Lets the release serve that served when the present one was published; where that is gone, the newest that is older.
   *
   * @throws IllegalStateException when there is none
   */
  public Release rollback() throws IOException {
    prepare();
    try (var _ = lock("rolling back")) {
      String id = currentId()
          .orElseThrow(() -> new IllegalStateException("nothing has been published, so there is nothing to roll back to"));
      var all = list();
      var serving = all.stream().filter(r -> r.id().equals(id)).findFirst();
      long number = serving.map(Release::number).orElse(Long.MAX_VALUE);
      return moveTo(
          serving
              .flatMap(Release::previous)
              .flatMap(before -> all.stream().filter(r -> r.id().equals(before)).findFirst())
              .or(() -> all.stream().filter(r -> r.number() < number).max(Comparator.comparingLong(Release::number)))
              .orElseThrow(() -> new IllegalStateException("release " + id + " is the oldest, so there is nothing to roll back to")));
    }
  }

  /** Lets a release of this store serve, older or newer. */
  public Release rollback(String id) throws IOException {
    prepare();
    try (var _ = lock("rolling back")) {
      return moveTo(show(id));
    }
  }

  private Release moveTo(Release release) throws IOException {
    clean();
    for (var need : release.needs().entrySet()) {
      if (!bundle(need.getKey()).sha256().equals(need.getValue())) {
        throw new CorruptFileException(bundles.resolve(need.getKey()), -1, "is not the bundle that release " + release.id() + " names");
      }
    }
    disk.replaceFile(current, (release.id() + "\n").getBytes(StandardCharsets.UTF_8));
    return release;
  }

  /**
   * What {@link #verify} found.
   *
   * @param releases how many there are
   * @param bundles how many there are
   * @param bytes how many were read
   * @param problems one line each; none when all is well
   */
  public record Verification(int releases, int bundles, long bytes, List<String> problems) {}

  /** Reads every byte of all bundles and releases and checks that CURRENT and all releases find what they name. */
  public Verification verify() throws IOException {
    var problems = new ArrayList<String>();
    long bytes = 0;
    var healthy = new LinkedHashMap<String, String>();
    var bundleIds = bundles();
    for (String id : bundleIds) {
      try {
        var bundle = bundle(id);
        checkName(id, bundle);
        bytes += bundle.verified();
        healthy.put(id, bundle.sha256());
      } catch (IOException e) {
        problems.add("bundle " + id + ": " + e.getMessage());
      }
    }
    var names = names(releases);
    for (String name : names) {
      try {
        var release = Release.open(releases.resolve(name));
        bytes += release.verify();
        release.needs().forEach((id, sha256) -> {
          if (!sha256.equals(healthy.get(id))) {
            problems.add("release " + release.id() + ": its bundle " + id + " is missing or damaged");
          }
        });
      } catch (IOException e) {
        problems.add("release " + name + ": " + e.getMessage());
      }
    }
    try {
      current();
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
    return new Verification(names.size(), bundleIds.size(), bytes, List.copyOf(problems));
  }

  /**
   * Removes old releases and the bundles that only they named. Keeps the newest {@code count}, the one that serves and all
   * that are newer than it, and bundles that no release has named yet.
   *
   * @return the ids of the releases that were removed
   */
  public List<String> retain(int count) throws IOException {
    require(count >= 1, "count is %d, must be 1 or more", count);
    prepare();
    try (var _ = lock("removing old releases")) {
      clean();
      var all = list();
      if (all.size() < names(releases).size()) {
        throw new IOException("a release in " + releases + " cannot be read, so nothing is removed; verify names it: remove it first");
      }
      long serving = current().map(Release::number).orElse(Long.MAX_VALUE);
      int firstKept = Math.max(0, all.size() - count);
      var removed = all.subList(0, firstKept).stream().filter(r -> r.number() < serving).toList();
      var kept = new TreeSet<String>();
      all.stream().filter(r -> !removed.contains(r)).forEach(r -> kept.addAll(r.needs().keySet()));
      // bundles go after all the releases that name them, since two may name one: cut off in between, bundles are merely left
      var unneeded = new TreeSet<String>();
      for (Release release : removed) {
        unneeded.addAll(release.needs().keySet());
        remove(release.folder());
      }
      disk.syncFolder(releases);
      unneeded.removeAll(kept);
      for (String id : unneeded) {
        if (Files.exists(bundles.resolve(id))) {
          remove(bundles.resolve(id));
        }
      }
      disk.syncFolder(releases);
      disk.syncFolder(bundles);
      return removed.stream().map(Release::id).toList();
    }
  }
}
