package dev.tributary.model;

import dev.tributary.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a manifest says of the safetensors files beside it, written and checked the same way for bundles and releases. */
final class Manifest {
  /** The version of Tributary that writes. */
  static final String VERSION = "0.1.0";

  static final String SUFFIX = ".safetensors";
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}\\.safetensors");

  private Manifest() {}

  /** Whether NAME.safetensors may be a file of a bundle. */
  static boolean isFileName(String file) {
    return FILE.matcher(file).matches();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Writes NAME.safetensors files and answers what the manifest says of them. */
  static Map<String, Object> write(Disk disk, Path folder, Map<String, Tensors> tensors) throws IOException {
    var files = new TreeMap<String, Object>();
    for (var entry : tensors.entrySet()) {
      String file = entry.getKey() + SUFFIX;
      var digest = sha256();
      var header = entry.getValue().header();
      long bytes = TensorFile.write(disk, folder.resolve(file), header, digest);
      String sha256 = HexFormat.of().formatHex(digest.digest());
      files.put(file, Map.of("bytes", bytes, "sha256", sha256, "headerCrc32c", HexFormat.of().toHexDigits((int) header.crc())));
    }
    return files;
  }

  /** Opens the files that a manifest names: size, structure, CRC32C of header and ids. By name without the suffix. */
  static Map<String, Tensors> open(Path folder, Document files) throws IOException {
    var opened = new TreeMap<String, Tensors>();
    for (String name : files.fields().keySet()) {
      if (!isFileName(name)) {
        throw new CorruptFileException(files.file(), -1, "names the file '" + name + "', which no bundle has");
      }
      var said = files.in(name);
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorruptFileException(file, -1, "is missing");
      }
      long size = Files.size(file);
      if (size != said.whole("bytes")) {
        throw new CorruptFileException(file, -1, "holds " + size + " bytes, its manifest says " + said.whole("bytes"));
      }
      said.text("sha256");
      var tensors = Tensors.open(file);
      if (!HexFormat.of().toHexDigits((int) tensors.header().crc()).equals(said.text("headerCrc32c"))) {
        throw new CorruptFileException(file, 0, "its header differs from its checksum");
      }
      tensors.checkIds();
      opened.put(name.substring(0, name.length() - SUFFIX.length()), tensors);
    }
    return opened;
  }

  /** Reads every byte of the files and compares their SHA-256; answers the bytes read. */
  static long verify(Path folder, Document files) throws IOException {
    long total = 0;
    for (String name : files.fields().keySet()) {
      var said = files.in(name);
      Path file = folder.resolve(name);
      var digest = sha256();
      try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
        var buffer = java.nio.ByteBuffer.allocate(1 << 20);
        while (channel.read(buffer.clear()) > 0) {
          total += buffer.position();
          digest.update(buffer.flip());
        }
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(said.text("sha256"))) {
        throw new CorruptFileException(file, -1, "its content differs from its checksum; restore it from a copy or train it again");
      }
    }
    return total;
  }
}
