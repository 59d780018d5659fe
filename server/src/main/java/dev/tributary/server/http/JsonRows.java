package dev.tributary.server.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A body of many rows, cut into rows without parsing them: a JSON array, or JSON lines. Each row is then parsed by whoever knows what it
 * should be, and judged alone. Cost: one pass over the bytes. Confined: one request.
 */
public final class JsonRows {
  /** The content type of JSON lines. */
  public static final String LINES = "application/x-ndjson";

  private static final int DEEPEST = 32;

  private final byte[] bytes;
  private final List<int[]> rows = new ArrayList<>(); // start and end
  private int at;

  private JsonRows(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The rows of a request's body. */
  public static JsonRows of(Exchange exchange, int most) throws IOException {
    var rows = new JsonRows(exchange.body());
    if (exchange.contentType().equals(LINES)) {
      rows.cutLines();
    } else {
      rows.cutArray();
    }
    if (rows.rows.size() > most) {
      throw Problem.input("", "the body has " + rows.rows.size() + " rows, allowed " + most + "; send them in several requests");
    }
    return rows;
  }

  public int size() {
    return rows.size();
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where a row begins. */
  public int from(int row) {
    return rows.get(row)[0];
  }

  public int length(int row) {
    return rows.get(row)[1] - rows.get(row)[0];
  }

  /** A row as text. */
  public String text(int row) {
    return new String(bytes, from(row), length(row), java.nio.charset.StandardCharsets.UTF_8);
  }

  private void cutLines() {
    for (int start = 0; start < bytes.length; start = at + 1) {
      at = start;
      while (at < bytes.length && bytes[at] != '\n') {
        at++;
      }
      int end = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
      if (end > start) {
        rows.add(new int[] {start, end});
      }
    }
  }

  private void cutArray() {
    space();
    if (at == bytes.length || bytes[at] != '[') {
      throw Problem.input("", "must be a JSON array of objects, or JSON lines with the content type " + LINES);
    }
    at++;
    space();
    if (at < bytes.length && bytes[at] == ']') {
      at++;
    } else {
      do {
        space();
        int start = at;
        value();
        rows.add(new int[] {start, at});
        space();
      } while (next() == ',');
      if (bytes[at - 1] != ']') {
        throw broken("a comma or the end of the array was expected");
      }
    }
    space();
    if (at < bytes.length) {
      throw broken("nothing may follow the array");
    }
  }

  private byte next() {
    if (at == bytes.length) {
      throw broken("the array is not ended");
    }
    return bytes[at++];
  }

  /** Passes over one value, whose inside is parsed later: brackets and strings must end. */
  private void value() {
    int depth = 0;
    int start = at;
    for (; at < bytes.length; at++) {
      switch (bytes[at]) {
        case '"' -> {
          string();
          if (depth == 0) {
            at++;
            return;
          }
        }
        case '{', '[' -> {
          if (++depth > DEEPEST) {
            throw broken("it is nested more than " + DEEPEST + " deep");
          }
        }
        case '}', ']', ',' -> {
          if (depth == 0) {
            if (at == start) {
              throw broken("a value was expected");
            }
            return;
          }
          if (bytes[at] != ',' && --depth == 0) {
            at++;
            return;
          }
        }
        case ' ', '\t', '\r', '\n' -> {
          if (depth == 0) {
            return;
          }
        }
        default -> {}
      }
    }
    throw broken("the array is not ended");
  }

  private void string() {
    for (at++; at < bytes.length && bytes[at] != '"'; at++) {
      if (bytes[at] == '\\') {
        at++;
      }
    }
    if (at >= bytes.length) {
      throw broken("a text is not ended");
    }
  }

  private void space() {
    while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
      at++;
    }
  }

  private Problem broken(String detail) {
    return Problem.input("", "no JSON that can be read, at byte " + at + ": " + detail);
  }
}
