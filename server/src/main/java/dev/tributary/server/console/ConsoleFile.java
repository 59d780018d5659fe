package dev.tributary.server.console;

import dev.tributary.server.http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** One file of the console, held in memory. Immutable. */
final class ConsoleFile {
  /**
   * Nothing but what lies here may run, be drawn or be called; no page may put the console into a frame. Applies to every file, so that a
   * drawing that is opened alone runs nothing either.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "txt", "text/plain; charset=utf-8");

  private final String type;
  private final byte[] content;
  private final String tag;

  private ConsoleFile(String type, byte[] content) {
    this.type = type;
    this.content = content;
    tag = '"' + digest(content) + '"';
  }

  /** Reads a file that lies in the jar. */
  static ConsoleFile read(String name) {
    try (var in = ConsoleFile.class.getResourceAsStream("site/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the console lacks " + name + "; build it again");
      }
      return new ConsoleFile(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /**
   * The file, or 304 when the browser has it. Browsers ask each time, so that a console is never of two versions.
   *
   * @param known the tag that the browser has
   */
  Answer answer(Optional<String> known) {
    boolean same = known.filter(tags -> tags.contains(tag)).isPresent();
    return new Answer(same ? 304 : 200, same ? "" : type, same ? new byte[0] : content, Map.of(), Optional.empty())
        .withHeader("ETag", tag)
        .withHeader("Cache-Control", "no-cache")
        .withHeader("Content-Security-Policy", POLICY)
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("Cross-Origin-Opener-Policy", "same-origin");
  }
}
