package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Table;
import dev.tributary.cli.terminal.Text;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.model.Bundle;
import dev.tributary.model.ModelStore;
import dev.tributary.model.Release;
import dev.tributary.retrieval.tower.TowerModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary models}: the bundles and releases of a home, and which one serves. */
@picocli.CommandLine.Command(
    name = "models",
    description = "Bundles and releases in a home's store.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  ./tributary models list"},
    subcommands = {ModelsCommand.ListReleases.class, ModelsCommand.Show.class, ModelsCommand.Publish.class,
        ModelsCommand.Rollback.class, ModelsCommand.Verify.class, ModelsCommand.Export.class})
final class ModelsCommand extends Command {
  @Override
  public Integer call() {
    throw Failure.usage("models needs one of list, show, publish, rollback, verify, export");
  }

  /** The store of the home. */
  private static ModelStore store(Command command) throws IOException {
    return ModelStore.open(command.main().home().resolve("store"));
  }

  private static Map<String, Object> asMap(Release release, boolean serving) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", release.id());
    map.put("number", release.number());
    map.put("createdAt", release.createdAt().toString());
    map.put("serving", serving);
    map.put("bundles", release.bundles());
    release.ranker().ifPresent(ranker -> map.put("ranker", ranker));
    return map;
  }

  /** {@code models list}. */
  @picocli.CommandLine.Command(
      name = "list",
      description = "All releases, the one that serves, and how many bundles there are.",
      footer = {"", "Example:", "  ./tributary models list --json"})
  static final class ListReleases extends Command {
    @Override
    public Integer call() throws IOException {
      var store = store(this);
      String serving = store.current().map(Release::id).orElse("");
      if (json()) {
        printJson(fields("releases", store.list().stream().map(r -> asMap(r, r.id().equals(serving))).toList(), "bundles",
            store.bundles()));
        return Failure.DONE;
      }
      if (store.list().isEmpty()) {
        terminal().println("no release in " + main().home());
        return Failure.DONE;
      }
      var table = new Table("", "release", "published", "channels", "ranker");
      store.list().forEach(r -> table.row(r.id().equals(serving) ? "serves" : "", r.id(), r.createdAt(), String.join(" ",
          r.bundles().keySet()), r.ranker().orElse("")));
      terminal().print(table.plain());
      terminal().println(store.bundles().size() + " bundles in " + store.folder());
      return Failure.DONE;
    }
  }

  /** {@code models show}. */
  @picocli.CommandLine.Command(
      name = "show",
      description = "A release, a bundle of the store, or the folder of a model.",
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary train popular --in demo --out demo-popular",
        "  ./tributary models show demo-popular"
      })
  static final class Show extends Command {
    @Parameters(paramLabel = "NAME", arity = "0..1",
        description = "Id of a release or bundle, or a folder. Default: the release that serves.")
    private String name = "";

    @Override
    public Integer call() throws IOException {
      var shown = shown();
      if (json()) {
        printJson(shown);
        return Failure.DONE;
      }
      var table = new Table("", "");
      shown.forEach(
          (key, value) -> {
            if (value instanceof Map<?, ?> nested) {
              nested.forEach((name, inner) -> table.row(key + "." + name, inner));
            } else {
              table.row(key, value);
            }
          });
      terminal().print(table.plain().lines().skip(2).map(line -> line + "\n").reduce("", String::concat));
      return Failure.DONE;
    }

    private Map<String, Object> shown() throws IOException {
      var store = store(this);
      if (name.isEmpty()) {
        return asMap(store.current().orElseThrow(() -> Failure.usage("nothing has been published in %s", main().home())), true);
      }
      if (Files.isDirectory(dev.tributary.cli.terminal.OutputFile.path("NAME", name))) {
        return asMap(Bundle.open(Path.of(name)));
      }
      if (store.bundles().contains(name)) {
        return asMap(store.bundle(name));
      }
      var release = store.list().stream().filter(r -> r.id().equals(name)).findFirst();
      return asMap(
          release.orElseThrow(() ->
              Failure.usage("'%s' is neither a release or bundle of %s nor a folder; 'models list' shows what there is", name,
              main().home())),
          store.current().map(Release::id).equals(Optional.of(name)));
    }

    private static Map<String, Object> asMap(Bundle bundle) {
      var map = new LinkedHashMap<String, Object>();
      map.put("kind", bundle.kind());
      map.put("sha256", bundle.sha256());
      map.put("madeBy", "tributary " + bundle.version());
      map.put("seed", bundle.seed());
      map.put("settings", bundle.settings());
      map.put("data", bundle.data());
      map.put("figures", bundle.figures());
      return map;
    }

    private static Map<String, Object> asMap(Release release, boolean serving) {
      var map = ModelsCommand.asMap(release, serving);
      map.put("catalogMark", release.catalogMark());
      map.put("configuration", release.configuration());
      return map;
    }
  }

  /** {@code models publish}. */
  @picocli.CommandLine.Command(
      name = "publish",
      description = "Makes a release in which these models take the place of the ones that serve for their channels, and lets it serve.",
      footer = {
        "",
        "Example:",
        "  ./tributary quickstart --no-serve",
        "  ./tributary log export --out demo-log.jsonl",
        "  ./tributary train itemcf --in demo-log.jsonl --set topK=200 --out demo-itemcf-200",
        "  ./tributary models publish demo-itemcf-200"
      })
  static final class Publish extends Command {
    @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Folders of models, one or more.")
    private List<String> models = List.of();

    @Override
    public Integer call() throws IOException {
      if (models.isEmpty()) {
        throw Failure.usage("publish needs the folder of a model");
      }
      var home = Home.open(main().home(), InstantSource.system());
      var serving = home.store().current().orElseThrow(() ->
          Failure.usage("nothing has been published in %s yet; 'quickstart' makes the first release", main().home()));
      var folders = new LinkedHashMap<String, Path>();
      for (String name : models) {
        Path folder = ReadingOptions.existing("MODEL", name);
        folders.put(Bundle.open(folder).kind(), folder);
      }
      var catalog = home.live().catalog();
      var draft = Release.draft().catalogMark(home.records());
      var channels = new ArrayList<>(serving.bundles().keySet());
      folders.keySet().stream().filter(kind -> !channels.contains(kind)).forEach(channels::add);
      for (String channel : channels) {
        var kind = Channels.named(channel);
        String id = folders.containsKey(channel) ? home.store().add(folders.get(channel)) : serving.bundles().get(channel);
        draft.channel(channel, id, catalog.indexesOf(kind.read(home.store().bundle(id)).items()));
      }
      serving.ranker().ifPresent(draft::ranker);
      var configuration = new LinkedHashMap<>(serving.configuration());
      configuration.put("channels", order(configuration.get("channels"), channels));
      var release = home.store().publish(draft.configuration(configuration));
      tell(release);
      return Failure.DONE;
    }

    /** The order in which the channels served, new ones last. */
    private static List<String> order(Object before, List<String> channels) {
      var ordered = new ArrayList<String>();
      if (before instanceof List<?> list) {
        list.stream().map(String::valueOf).filter(channels::contains).forEach(ordered::add);
      }
      channels.stream().filter(c -> !ordered.contains(c)).forEach(ordered::add);
      return ordered;
    }

    private void tell(Release release) {
      if (json()) {
        printJson(asMap(release, true));
      } else {
        terminal().println("published " + release.id() + ": " + String.join(" ", release.bundles().values()));
      }
    }
  }

  /** {@code models rollback}. */
  @picocli.CommandLine.Command(
      name = "rollback",
      description = "Lets an older release serve: the one before, or the one that is named.",
      footer = {
        "",
        "Example:",
        "  ./tributary quickstart --no-serve",
        "  ./tributary log export --out demo-log.jsonl",
        "  ./tributary train itemcf --in demo-log.jsonl --set topK=200 --out demo-itemcf-200",
        "  ./tributary models publish demo-itemcf-200",
        "  ./tributary models rollback"
      })
  static final class Rollback extends Command {
    @Parameters(paramLabel = "RELEASE", arity = "0..1",
        description = "Id of a release. Default: the one published before the one that serves.")
    private String id = "";

    @Override
    public Integer call() throws IOException {
      var store = store(this);
      if (!id.isEmpty() && store.list().stream().noneMatch(r -> r.id().equals(id))) {
        throw Failure.usage("there is no release '%s' in %s; 'models list' shows what there is", id, main().home());
      }
      Release release;
      try {
        release = id.isEmpty() ? store.rollback() : store.rollback(id);
      } catch (IllegalStateException e) {
        throw Failure.usage("%s", e.getMessage()).because(e);
      }
      if (json()) {
        printJson(asMap(release, true));
      } else {
        terminal().println(release.id() + " serves");
      }
      return Failure.DONE;
    }
  }

  /** {@code models verify}. */
  @picocli.CommandLine.Command(
      name = "verify",
      description = "Reads every byte of all bundles and releases, or of the models that are named, and compares all checksums.",
      footer = {"", "Example:", "  ./tributary models verify"})
  static final class Verify extends Command {
    @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Folders of models. Default: the home's whole store.")
    private List<String> models = List.of();

    @Override
    public Integer call() throws IOException {
      var problems = new ArrayList<String>();
      var result = fields();
      if (models.isEmpty()) {
        var found = store(this).verify();
        result.put("releases", found.releases());
        result.put("bundles", found.bundles());
        result.put("bytes", found.bytes());
        problems.addAll(found.problems());
      } else {
        for (String name : models) {
          try {
            Bundle.open(ReadingOptions.existing("MODEL", name)).verify();
          } catch (IOException e) {
            problems.add(e.getMessage());
          }
        }
        result.put("bundles", models.size());
      }
      result.put("problems", problems);
      if (json()) {
        printJson(result);
      } else if (problems.isEmpty()) {
        terminal().println(
            "all is well: " + result.get("bundles") + " bundles" + (models.isEmpty() ? ", " + result.get("releases")
                + " releases, " + Text.bytes((long) result.get("bytes")) + " read" : ""));
      }
      if (!problems.isEmpty()) {
        throw Failure.badData("%s", String.join("\n", problems));
      }
      return Failure.DONE;
    }
  }

  /** {@code models export}. */
  @picocli.CommandLine.Command(
      name = "export",
      description = "Writes the networks of a model for other programs: user.onnx and item.onnx of a twotower or dssm model.",
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary train twotower --in demo --set epochs=1 --out demo-twotower",
        "  ./tributary models export demo-twotower --out demo-onnx"
      })
  static final class Export extends Command {
    private static final String ONNX = "onnx";

    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "Folder of a model.")
    private String model = "";

    @Option(names = "--format", paramLabel = "FORMAT", description = "onnx, which is the default.")
    private String format = ONNX;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Folder for the files; made where it is missing.")
    private String out = "";

    @Override
    public Integer call() throws IOException {
      if (model.isEmpty() || out.isEmpty()) {
        throw Failure.usage("export needs the folder of a model, and --out with a folder for the files");
      }
      if (!format.equals(ONNX)) {
        throw Failure.usage("--format is '%s', allowed onnx", format);
      }
      OutputFile.checkFolder("--out", out);
      if (!(ModelFolder.read("MODEL", model) instanceof TowerModel towers)) {
        throw Failure.usage("MODEL: %s has no network to export; models of twotower and dssm have", model);
      }
      Path folder = OutputFile.path("--out", out);
      towers.exportOnnx(folder);
      if (json()) {
        printJson(fields("user", folder.resolve("user.onnx").toString(), "item", folder.resolve("item.onnx").toString()));
      } else {
        terminal().println("wrote user.onnx and item.onnx to " + folder);
      }
      return Failure.DONE;
    }
  }
}
