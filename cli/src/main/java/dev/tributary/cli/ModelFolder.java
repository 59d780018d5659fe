package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.home.Channels;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.ChannelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A channel's model as a bundle in a folder. */
final class ModelFolder {
  private static final int FORMAT = 1;

  private ModelFolder() {}

  /** Checks, before any work, that a model can be written there. */
  static Path checkTarget(String option, String name) throws IOException {
    OutputFile.checkFolder(option, name);
    Path folder = OutputFile.path(option, name);
    if (Files.isDirectory(folder) && !Files.exists(folder.resolve("manifest.json"))) {
      throw Failure.usage("%s: %s exists and is no model; name another folder or remove it", option, name);
    }
    return folder;
  }

  /**
   * Writes a model with its histories.
   *
   * @param data what it was trained on
   * @return SHA-256 of the bundle
   */
  static String write(ChannelModel model, Map<String, Object> data, long seed, int threads, Map<String, Double> seconds,
      Path folder) throws IOException {
    var bundle = new BundleWriter(model.kind(), FORMAT).seed(seed).data(data);
    model.write(bundle);
    bundle.tensors("history", Tensors.builder().interests(model.history()).build());
    var run = new LinkedHashMap<String, Object>();
    run.put("time", java.time.Instant.now().toString());
    run.put("threads", threads);
    run.put("java", System.getProperty("java.version"));
    run.put("seconds", new LinkedHashMap<String, Object>(seconds));
    return bundle.write(folder, run);
  }

  /** How many bytes its bundle has: it is written to a temporary folder, which is removed. */
  static long bytes(ChannelModel model) throws IOException {
    Path folder = Files.createTempDirectory("tributary-");
    try {
      write(model, Map.of(), 0, 1, Map.of(), folder.resolve("model"));
      try (var files = Files.walk(folder)) {
        return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      }
    } finally {
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** Reads a model of any channel. */
  static ChannelModel read(String option, String name) throws IOException {
    var bundle = Bundle.open(ReadingOptions.existing(option, name));
    if (!Channels.names().contains(bundle.kind())) {
      throw Failure.badData("%s: %s is a bundle of kind '%s'; this command reads %s", option, name, bundle.kind(),
          String.join(" ", Channels.names()));
    }
    return Channels.named(bundle.kind()).read(bundle.expect(bundle.kind(), FORMAT));
  }
}
