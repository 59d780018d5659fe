package dev.tributary.server.keys;

import static dev.tributary.math.Require.require;

import dev.tributary.disk.LockFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of a home, in {@code keys.json}, which only its owner may read. Kept is the SHA-256 of each key, never the key: a key is 256
 * random bits, so there is nothing to guess that a slow hash would protect, and every request pays for the hash.
 *
 * <p>Thread-safe. A change by another process is seen within a second.
 */
public final class Keys {
  private static final String FILE = "keys.json";
  private static final String PREFIX = "trb_";
  private static final int KEY_BYTES = 32;
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private volatile List<Entry> entries = List.of();
  private volatile Stamp stamp = Stamp.NONE;
  private volatile long lookedAt;

  /** How the file looked when it was read. */
  private record Stamp(long size, long modified) {
    static final Stamp NONE = new Stamp(-1, -1);

    static Stamp of(Path file) throws IOException {
      return Files.exists(file) ? new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis()) : NONE;
    }
  }

  private record Entry(Key key, byte[] sha256) {}

  /** A key as it may be shown: without what opens the door. */
  public record Key(String id, Role role, Instant createdAt) {}

  /** A key just made, and the only moment at which its text is known. */
  public record Created(Key key, String text) {}

  private Keys(Path file) {
    this.file = file;
  }

  /** The keys of a home folder; none as long as there is no file. */
  public static Keys open(Path home) throws IOException {
    var keys = new Keys(home.resolve(FILE));
    keys.read();
    return keys;
  }

  /** All keys in the order in which they were made. */
  public List<Key> list() throws IOException {
    look();
    return entries.stream().map(Entry::key).toList();
  }

  /** Makes a key. */
  public synchronized Created create(Role role) throws IOException {
    var bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byte[] sha256 = sha256(text);
    var key = new Key("k-" + HexFormat.of().formatHex(sha256, 0, 5), role, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try (var _ = LockFile.take(file.resolveSibling(".keys.lock"), "changing keys")) {
      read();
      var changed = new ArrayList<>(entries);
      changed.add(new Entry(key, sha256));
      write(changed);
    }
    return new Created(key, text);
  }

  /**
   * Takes a key away; whoever shows it is refused from now on.
   *
   * @return whether there was such a key
   */
  public synchronized boolean revoke(String id) throws IOException {
    try (var _ = LockFile.take(file.resolveSibling(".keys.lock"), "changing keys")) {
      read();
      var left = entries.stream().filter(e -> !e.key.id.equals(id)).toList();
      boolean found = left.size() < entries.size();
      if (found) {
        write(left);
      }
      return found;
    }
  }

  /** The key of a text that a caller showed. Every key is compared, each in constant time. */
  public Optional<Key> find(String text) {
    try {
      look();
    } catch (IOException e) { // the keys that were read last hold on: nobody is let in or out by a passing fault of the disk
      System.getLogger(Keys.class.getName()).log(System.Logger.Level.WARNING, "cannot read the keys again: " + e.getMessage());
    }
    byte[] shown = sha256(text);
    Optional<Key> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.sha256, shown)) {
        found = Optional.of(entry.key);
      }
    }
    return found;
  }

  private void look() throws IOException {
    long now = System.nanoTime();
    if (now - lookedAt > LOOK_NANOS) {
      lookedAt = now;
      if (!Stamp.of(file).equals(stamp)) {
        read();
      }
    }
  }

  private synchronized void read() throws IOException {
    var now = Stamp.of(file);
    entries = now.equals(Stamp.NONE) ? List.of() : parse(OwnerFile.read(file));
    stamp = now;
    lookedAt = System.nanoTime();
  }

  private List<Entry> parse(byte[] content) throws IOException {
    try {
      var read = new ArrayList<Entry>();
      for (JsonNode node : JSON.readTree(content).required("keys")) {
        byte[] sha256 = HexFormat.of().parseHex(node.required("sha256").asString());
        require(sha256.length == 32, "sha256 has %d bytes, must have 32", sha256.length);
        read.add(new Entry(new Key(node.required("id").asString(), Role.named(node.required("role").asString()), Instant.parse(node.required("createdAt").asString())), sha256));
      }
      return List.copyOf(read);
    } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException e) {
      throw new IOException(file + " holds no keys that can be read (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "); restore it from a copy, or remove it and make new keys", e);
    }
  }

  private void write(List<Entry> changed) throws IOException {
    var list = new ArrayList<Map<String, Object>>();
    for (Entry entry : changed) {
      var map = new LinkedHashMap<String, Object>();
      map.put("id", entry.key.id);
      map.put("role", entry.key.role.wireName());
      map.put("createdAt", entry.key.createdAt.toString());
      map.put("sha256", HexFormat.of().formatHex(entry.sha256));
      list.add(map);
    }
    OwnerFile.replace(file, (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("keys", list)) + "\n").getBytes(StandardCharsets.UTF_8));
    entries = List.copyOf(changed);
    stamp = Stamp.of(file);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
