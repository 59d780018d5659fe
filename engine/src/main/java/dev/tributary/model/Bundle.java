package dev.tributary.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A trained artefact on disk, opened by mapping. Immutable; freed by the collector. */
public final class Bundle {
  private Bundle() {}

  /** Opens a bundle: sizes, structure and headers are checked; {@link #verify} reads everything. */
  public static Bundle open(Path folder) throws IOException {
    throw new UnsupportedOperationException();
  }

  public Path folder() {
    throw new UnsupportedOperationException();
  }

  public String kind() {
    throw new UnsupportedOperationException();
  }

  public int formatVersion() {
    throw new UnsupportedOperationException();
  }

  public Map<String, Object> settings() {
    throw new UnsupportedOperationException();
  }

  public Map<String, Object> data() {
    throw new UnsupportedOperationException();
  }

  public Map<String, Object> figures() {
    throw new UnsupportedOperationException();
  }

  public String sha256() {
    throw new UnsupportedOperationException();
  }

  /** Whether it has the file NAME.safetensors. */
  public boolean has(String file) {
    throw new UnsupportedOperationException();
  }

  /** The columns of NAME.safetensors, mapped. */
  public Tensors tensors(String file) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Reads every byte and compares every SHA-256. */
  public void verify() throws IOException {
    throw new UnsupportedOperationException();
  }
}
