package dev.tributary.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Collects what a bundle holds and writes it at once, atomically. Confined: one thread. */
public final class BundleWriter {
  /** Starts a bundle of a kind (the channel's name) in a version of its format. */
  public BundleWriter(String kind, int formatVersion) {
    throw new UnsupportedOperationException();
  }

  /** The settings that made it, by name. */
  public BundleWriter settings(Map<String, Object> settings) {
    throw new UnsupportedOperationException();
  }

  /** The data that made it: fingerprint, rows, users, items, rule. */
  public BundleWriter data(Map<String, Object> data) {
    throw new UnsupportedOperationException();
  }

  public BundleWriter seed(long seed) {
    throw new UnsupportedOperationException();
  }

  /** A figure worth keeping: what a cap cut, entries, a metric. */
  public BundleWriter figure(String name, Number value) {
    throw new UnsupportedOperationException();
  }

  /** One file NAME.safetensors. */
  public BundleWriter tensors(String file, Tensors tensors) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes beside, syncs, renames; replaces nothing but a bundle.
   *
   * @param run clock, host, threads, timings: goes to run.json, outside the checksummed set
   * @return SHA-256 of manifest.json, lower-case hex
   */
  public String write(Path folder, Map<String, Object> run) throws IOException {
    throw new UnsupportedOperationException();
  }
}
