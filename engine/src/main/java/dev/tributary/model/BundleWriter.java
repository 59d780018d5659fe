package dev.tributary.model;

import static dev.tributary.math.Require.require;

import dev.tributary.disk.Disk;
import dev.tributary.disk.TempName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Collects what a bundle holds and writes it at once, atomically. Confined: one thread. */
public final class BundleWriter {
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final String kind;
  private final int formatVersion;
  private Map<String, Object> settings = Map.of();
  private Map<String, Object> data = Map.of();
  private long seed;
  private final Map<String, Object> figures = new TreeMap<>();
  private final Map<String, Tensors> files = new TreeMap<>();

  /** Starts a bundle of a kind (the channel's name) in a version of its format. */
  public BundleWriter(String kind, int formatVersion) {
    require(KIND.matcher(kind).matches(), "a bundle's kind is '%s', allowed small letters, digits and hyphens, up to 40", kind);
    require(formatVersion >= 1, "formatVersion is %d, must be 1 or more", formatVersion);
    this.kind = kind;
    this.formatVersion = formatVersion;
  }

  /** The settings that made it, by name. */
  public BundleWriter settings(Map<String, Object> settings) {
    this.settings = new TreeMap<>(settings);
    return this;
  }

  /** The data that made it: fingerprint, rows, users, items, rule. */
  public BundleWriter data(Map<String, Object> data) {
    this.data = new TreeMap<>(data);
    return this;
  }

  public BundleWriter seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** A figure worth keeping: what a cap cut, entries, a metric. Finite. */
  public BundleWriter figure(String name, Number value) {
    require(Double.isFinite(value.doubleValue()), "figure %s is %s, must be finite", name, value);
    figures.put(name, value);
    return this;
  }

  /** One file NAME.safetensors. */
  public BundleWriter tensors(String file, Tensors tensors) {
    require(Manifest.isFileName(file + Manifest.SUFFIX),
        "a file of a bundle is named '%s', allowed letters, digits, - and _, up to 100", file);
    require(!files.containsKey(file), "there are two files '%s'", file);
    files.put(file, tensors);
    return this;
  }

  String kind() {
    return kind;
  }

  /**
   * Writes beside, syncs, renames; replaces nothing but a bundle.
   *
   * <p>A new bundle appears in one step. A bundle that is replaced is first renamed to {@code .NAME.replaced}: a process
   * killed at that instant leaves it there, and the next write puts it back before it begins.
   *
   * @param run clock, host, threads, timings: goes to run.json, outside the checksummed set
   * @return SHA-256 of manifest.json, lower-case hex
   * @throws FileAlreadyExistsException when something that is no bundle has this name
   */
  public String write(Path folder, Map<String, Object> run) throws IOException {
    return write(folder, run, Disk.REAL);
  }

  String write(Path folder, Map<String, Object> run, Disk disk) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    Path parent = target.getParent();
    require(parent != null, "'%s' names no folder for a bundle", folder);
    Files.createDirectories(parent);
    Path replaced = replaced(target);
    if (Files.exists(replaced)) {
      recover(disk, target, replaced);
    }
    checkReplaceable(target);
    for (Path leftover : TempName.leftovers(parent)) {
      if (leftover.getFileName().toString().startsWith("." + target.getFileName() + ".tmp-")) {
        disk.deleteTree(leftover);
      }
    }
    Path beside = parent.resolve(TempName.of(target));
    try {
      String sha256 = fill(beside, run, disk);
      exchange(disk, beside, target, replaced);
      disk.syncFolder(parent);
      return sha256;
    } catch (IOException | RuntimeException e) {
      disk.deleteQuietly(beside, e);
      throw e;
    }
  }

  /** Writes everything into a new folder, durably; answers the SHA-256 of the manifest. */
  String fill(Path folder, Map<String, Object> run, Disk disk) throws IOException {
    byte[] runText = Json.canonical(run);
    disk.createFolder(folder);
    var manifest = new TreeMap<String, Object>();
    manifest.put("layout", Bundle.LAYOUT);
    manifest.put("kind", kind);
    manifest.put("formatVersion", formatVersion);
    manifest.put("settings", settings);
    manifest.put("data", data);
    manifest.put("seed", seed);
    manifest.put("figures", figures);
    manifest.put("version", Manifest.VERSION);
    manifest.put("files", Map.of());
    Json.canonical(manifest); // refuses what JSON cannot hold before anything is written
    manifest.put("files", Manifest.write(disk, folder, files));
    byte[] text = Json.canonical(manifest);
    disk.writeFile(folder.resolve(Bundle.RUN), runText);
    disk.writeFile(folder.resolve(Bundle.MANIFEST), text);
    disk.syncFolder(folder);
    return Manifest.sha256(text);
  }

  private static void exchange(Disk disk, Path beside, Path target, Path replaced) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      disk.move(beside, target);
      return;
    }
    disk.move(target, replaced);
    try {
      disk.move(beside, target);
    } catch (IOException | RuntimeException e) {
      disk.move(replaced, target);
      throw e;
    }
    discard(disk, replaced, target);
  }

  /** Deletes what was replaced, under a name that nobody takes for a bundle once half of it is gone. */
  private static void discard(Disk disk, Path replaced, Path target) throws IOException {
    Path rubbish = target.resolveSibling(TempName.of(target));
    disk.move(replaced, rubbish);
    disk.deleteTree(rubbish);
  }

  private static void recover(Disk disk, Path target, Path replaced) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      discard(disk, replaced, target);
    } else {
      disk.move(replaced, target);
    }
  }

  /** Where a bundle lies while another takes its place. */
  static Path replaced(Path folder) {
    return folder.resolveSibling("." + folder.getFileName() + ".replaced");
  }

  private static void checkReplaceable(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean ours = false;
    Path manifest = target.resolve(Bundle.MANIFEST);
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) && Files.isRegularFile(manifest)) {
      try {
        var fields = Json.read(manifest, Json.bytesOf(manifest));
        ours = fields.containsKey("layout") && fields.containsKey("kind") && fields.containsKey("files");
      } catch (CorruptFileException e) {
        ours = false; // what cannot be read is not taken for ours
      }
    }
    if (!ours) {
      throw new FileAlreadyExistsException(target.toString(), null,
          "exists and is no bundle; nothing was written. Name another folder or remove it");
    }
  }
}
