package dev.tributary.data;

import java.io.InputStream;

/** Unpacks a way of packing files that the Java platform does not know, in another module; found by {@link java.util.ServiceLoader}. Thread-safe. */
public interface Unpacker {
  /** What it is called: {@code zstd} is the one that is asked for. */
  String name();

  /** The bytes that were packed. Damage shows as {@link java.util.zip.ZipException} or {@link java.io.EOFException} while reading. */
  InputStream unpack(InputStream packed);
}
