package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Table;
import dev.tributary.cli.terminal.Text;
import dev.tributary.home.Channels;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Indexing;
import dev.tributary.settings.Nearest;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary train}: one channel, from data to a bundle. */
@picocli.CommandLine.Command(
    name = "train",
    description = {"Trains one channel into a model.",
        "'train --list' names the channels; 'train CHANNEL --help' shows a channel's settings."},
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary train itemcf --in demo --set topK=200 --out demo-itemcf"
    })
final class TrainCommand extends Command {
  @Parameters(arity = "0..1", paramLabel = "CHANNEL", description = "What to train.")
  private String channel = "";

  @Option(names = "--list", description = "Name all channels with one line each.")
  private boolean list;

  @Option(names = "--in", paramLabel = "DATA", description = "Events: a file, a folder, or - for standard input.")
  private String in = "";

  @Option(names = "--out", paramLabel = "MODEL", description = "Folder of the model; a model that is there is replaced.")
  private String out = "";

  @Option(names = "--preset", paramLabel = "NAME",
      description = "Named settings to start from, for example course: the plain formula with nothing added.")
  private String preset = "";

  @Option(names = "--config", paramLabel = "FILE", description = "Settings from a YAML or JSON file; they override the preset.")
  private String config = "";

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; overrides --config. May be given several times.")
  private List<String> set = List.of();

  @Option(names = "--index", paramLabel = "TYPE",
      description = "How a channel of vectors is searched: flat, ivf, or auto: by the number of items. Other channels have nothing to index.")
  private String index = "auto";

  @Option(names = "--index-recall", paramLabel = "SHARE", description = "Share of the best items that ivf is to find; 0.98 when not given.")
  private double indexRecall = Indexing.DEFAULT.recall();

  @Option(names = "--dry-run", description = "Print the memory and time that training would take, and train nothing.")
  private boolean dryRun;

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    if (list) {
      list();
      return Failure.DONE;
    }
    if (channel.isEmpty()) {
      throw Failure.usage("train needs a channel: one of %s", String.join(" ", Channels.names()));
    }
    train(Channels.named(channel));
    return Failure.DONE;
  }

  private void list() {
    if (json()) {
      printJson(Channels.all().stream().map(kind -> fields("name", kind.name(), "summary", kind.summary(), "presets",
          kind.presets().keySet().stream().sorted().toList())).toList());
      return;
    }
    var table = new Table("channel", "what it recommends");
    Channels.all().forEach(kind -> table.row(kind.name(), kind.summary()));
    terminal().print(table.plain());
  }

  private <C extends Record> void train(ChannelKind<C> kind) throws IOException {
    C settings = settings(kind);
    var indexing = Settings.of(Indexing.DEFAULT).parse(Map.of("index", index, "recall", indexRecall));
    required("--in", in);
    var folder = dryRun ? java.nio.file.Path.of("") : ModelFolder.checkTarget("--out", required("--out", out));
    long begun = System.nanoTime();
    var training = data.load(this, in);
    double read = secondsSince(begun);
    var estimate = kind.estimate(settings, training);
    if (dryRun) {
      tell(kind, training, estimate);
      return;
    }
    if (estimate.heapBytes() > Runtime.getRuntime().maxMemory()) {
      throw Failure.failed(
          "training %s on this data needs about %s of heap, the limit is %s; allow more with TRIBUTARY_JAVA_OPTS=-Xmx..., or lower what 'train %s --help' lists as sizes",
          kind.name(), Text.bytes(estimate.heapBytes()), Text.bytes(Runtime.getRuntime().maxMemory()), kind.name());
    }
    var job = job("train " + kind.name());
    begun = System.nanoTime();
    ChannelModel model = indexing.apply(kind.trainer(settings).train(training, job), job);
    double train = secondsSince(begun);
    terminal().clearStatus();
    begun = System.nanoTime();
    String sha256 = ModelFolder.write(model, training.describe(), job.seed(), job.threads(), Map.of("read", read, "train", train), folder);
    tell(training, model, Map.of("read", read, "train", train, "write", secondsSince(begun)), sha256);
  }

  private void tell(TrainingData training, ChannelModel model, Map<String, Double> seconds, String sha256) {
    if (json()) {
      var steps = fields("read", seconds.get("read"), "train", seconds.get("train"), "write", seconds.get("write"));
      printJson(fields("rows", training.interactions().size(), "seconds", steps, "peakBytes", PeakMemory.bytes(), "sha256", sha256));
      return;
    }
    terminal().println(
        channel + ": " + Text.count(training.interactions().size()) + " rows, " + Text.count(training.interests().size())
            + " interests of " + Text.count(model.history().users().size())
            + " users in " + Text.count(model.items().size()) + " items (" + training.rule() + ")");
    terminal().println(
        "read " + Text.seconds(seconds.getOrDefault("read", 0.0)) + ", train " + Text.seconds(seconds.getOrDefault("train", 0.0))
            + ", write "
            + Text.seconds(seconds.getOrDefault("write", 0.0)) + "; peak memory " + Text.bytes(PeakMemory.bytes()));
    terminal().println(out + "  sha256 " + sha256);
  }

  private void tell(ChannelKind<?> kind, TrainingData training, ChannelKind.Estimate estimate) {
    long dataBytes = training.interactions().bytes();
    long limit = Runtime.getRuntime().maxMemory();
    boolean fits = estimate.heapBytes() <= limit;
    if (json()) {
      printJson(
          fields(
              "rows", training.interactions().size(), "heapBytes", estimate.heapBytes(), "offHeapBytes", estimate.offHeapBytes(),
                  "dataBytes", dataBytes,
              "heapLimitBytes", limit, "fits", fits, "coreSeconds", estimate.seconds()));
      return;
    }
    terminal().println("training " + kind.name() + " on " + Text.count(training.interactions().size()) + " rows would take about");
    terminal().println("  heap      " + Text.bytes(estimate.heapBytes()) + " of " + Text.bytes(limit)
        + (fits ? "" : ": too little; allow more with TRIBUTARY_JAVA_OPTS=-Xmx..."));
    terminal().println("  off heap  " + Text.bytes(estimate.offHeapBytes()) + ", beside " + Text.bytes(dataBytes) + " of data");
    terminal().println("  time      " + Text.seconds(estimate.seconds()) + " on one core, give or take a factor of three");
  }

  private <C extends Record> C settings(ChannelKind<C> kind) throws IOException {
    C base = kind.defaults();
    if (!preset.isEmpty()) {
      var presets = kind.presets();
      if (!presets.containsKey(preset)) {
        throw presets.isEmpty()
            ? Failure.usage("--preset: %s has no presets", kind.name())
            : Failure.usage("--preset: %s has no preset '%s'; did you mean '%s'?", kind.name(), preset, Nearest.of(preset,
                presets.keySet().stream().sorted().toList()));
      }
      base = presets.get(preset);
    }
    var described = Settings.of(kind.defaults());
    if (!config.isEmpty()) {
      base = described.with(base, SettingsFile.read(config, kind.name()));
    }
    return described.with(base, SettingsFile.parse(set));
  }

  /** The settings of the channel that was named, for --help; empty when none was. */
  String settingsHelp() {
    return channel.isEmpty() ? "" : settingsHelp(Channels.named(channel));
  }

  private static <C extends Record> String settingsHelp(ChannelKind<C> kind) {
    var table = new Table("setting", "default", "range", "meaning");
    for (var setting : Settings.of(kind.defaults()).describe()) {
      table.row(setting.name(), setting.defaultValue(), setting.range(), setting.meaning());
    }
    String presets = kind.presets().isEmpty() ? "" : "\nPresets: " + String.join(" ", kind.presets().keySet().stream().sorted()
        .toList()) + "\n";
    return "\n" + kind.name() + ": " + kind.summary() + "\n\nSettings, changed with --set NAME=VALUE:\n" + table.plain() + presets;
  }
}
