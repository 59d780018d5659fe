package dev.tributary.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A trained artefact on disk, opened by mapping. Immutable; freed by the collector.
 *
 * <p>A folder with {@code manifest.json} (who made it from what, and the checksums of all files), {@code *.safetensors},
 * and {@code run.json} (when and on what machine; no part of its identity). Its SHA-256 is that of the manifest.
 */
public final class Bundle {
  /** Newest layout of a bundle that this version reads and the one that it writes. */
  static final int LAYOUT = 1;

  static final String MANIFEST = "manifest.json";
  static final String RUN = "run.json";

  private final Path folder;
  private final Document manifest;
  private final String sha256;
  private final Map<String, Tensors> files;

  private Bundle(Path folder, Document manifest, String sha256, Map<String, Tensors> files) {
    this.folder = folder;
    this.manifest = manifest;
    this.sha256 = sha256;
    this.files = files;
  }

  /**
   * Opens a bundle: sizes, structure and headers are checked; {@link #verify} reads everything.
   *
   * @throws NoSuchFileException when there is nothing of this name
   * @throws CorruptFileException when it is no bundle, damaged, cut short, or of a layout newer than this version knows
   */
  public static Bundle open(Path folder) throws IOException {
    Path file = folder.resolve(MANIFEST);
    if (!Files.exists(folder)) {
      Path replaced = BundleWriter.replaced(folder);
      throw new NoSuchFileException(
          folder.toString(), null, Files.exists(replaced) ? "there is no such bundle; a write that was cut off left the old one as "
              + replaced.getFileName() : "there is no such bundle");
    }
    if (!Files.isRegularFile(file)) {
      throw new CorruptFileException(folder, -1, "is no bundle: "
          + (Files.isDirectory(folder) ? "it has no " + MANIFEST : "it is not a folder"));
    }
    byte[] bytes = Json.bytesOf(file);
    var manifest = new Document(file, Json.read(file, bytes));
    long layout = manifest.whole("layout");
    if (layout > LAYOUT || layout < 1) {
      throw new CorruptFileException(
          file, -1, "has layout " + layout + ", this Tributary (" + Manifest.VERSION + ") reads 1.." + LAYOUT
              + "; use the version that made it (" + manifest.text("version") + ") or train it again");
    }
    for (String field : new String[] {"settings", "data", "figures"}) {
      manifest.object(field);
    }
    manifest.text("kind");
    manifest.text("version");
    manifest.whole("seed");
    if (manifest.whole("formatVersion") < 1 || manifest.whole("formatVersion") > Integer.MAX_VALUE) {
      throw new CorruptFileException(file, -1, "'formatVersion' is " + manifest.whole("formatVersion"));
    }
    return new Bundle(folder, manifest, Manifest.sha256(bytes), Manifest.open(folder, manifest.in("files")));
  }

  /** This bundle, when a reader of this kind and format knows it. */
  public Bundle expect(String kind, int newestFormat) throws CorruptFileException {
    if (!kind().equals(kind)) {
      throw new CorruptFileException(folder, -1, "is a bundle of kind " + kind() + ", must be " + kind);
    }
    if (formatVersion() > newestFormat) {
      throw new CorruptFileException(
          folder,
          -1,
          "is " + kind + " in format " + formatVersion() + ", this Tributary (" + Manifest.VERSION + ") reads 1.." + newestFormat
              + "; use the version that made it (" + version() + ") or train it again");
    }
    return this;
  }

  public Path folder() {
    return folder;
  }

  /** Name of the channel or ranker. */
  public String kind() {
    return known(() -> manifest.text("kind"));
  }

  /** Version of the kind's files. */
  public int formatVersion() {
    return (int) (long) known(() -> manifest.whole("formatVersion"));
  }

  /** The version of Tributary that made it. */
  public String version() {
    return known(() -> manifest.text("version"));
  }

  /** The seed that it was trained from. */
  public long seed() {
    return known(() -> manifest.whole("seed"));
  }

  /** The settings that made it: String, Boolean, Long, Double, List or Map by name. */
  public Map<String, Object> settings() {
    return known(() -> manifest.object("settings"));
  }

  /** The data that made it. */
  public Map<String, Object> data() {
    return known(() -> manifest.object("data"));
  }

  /** Long or Double by name. */
  public Map<String, Object> figures() {
    return known(() -> manifest.object("figures"));
  }

  /** One of them; 0 where it is missing, as in a bundle from before there was such a figure. */
  public Number figure(String name) {
    return figures().get(name) instanceof Number number ? number : 0;
  }

  /** When, where and how fast it was made: what its maker wrote beside it. No part of its identity; empty when nothing was. */
  public Map<String, Object> run() throws IOException {
    Path file = folder.resolve(RUN);
    return Files.exists(file) ? Json.read(file, Json.bytesOf(file)) : Map.of();
  }

  /** SHA-256 of manifest.json, lower-case hex: equal for equal content. */
  public String sha256() {
    return sha256;
  }

  /** Whether it has the file NAME.safetensors. */
  public boolean has(String file) {
    return files.containsKey(file);
  }

  /**
   * The columns of NAME.safetensors, mapped.
   *
   * @throws CorruptFileException when the bundle has no such file
   */
  public Tensors tensors(String file) throws IOException {
    var tensors = files.get(file);
    if (tensors == null) {
      throw new CorruptFileException(folder, -1, "has no " + file + Manifest.SUFFIX + "; it has " + String.join(" ", files.keySet()));
    }
    return tensors;
  }

  /** Reads every byte and compares every SHA-256; the manifest must be the one that was opened. */
  public void verify() throws IOException {
    verified();
  }

  /** The same, answering how many bytes were read. */
  long verified() throws IOException {
    if (!Manifest.sha256(Json.bytesOf(manifest.file())).equals(sha256)) {
      throw new CorruptFileException(manifest.file(), -1, "has changed since it was opened");
    }
    return Manifest.verify(folder, manifest.in("files"));
  }

  /** The names of all its files that are there. */
  java.util.List<String> fileNames() {
    var names = new java.util.ArrayList<String>();
    files.keySet().forEach(f -> names.add(f + Manifest.SUFFIX));
    names.add(MANIFEST);
    if (Files.isRegularFile(folder.resolve(RUN))) {
      names.add(RUN);
    }
    return names;
  }

  /** A field that {@link #open} has checked. */
  private static <T> T known(Field<T> field) {
    try {
      return field.get();
    } catch (CorruptFileException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Field<T> {
    T get() throws CorruptFileException;
  }
}
