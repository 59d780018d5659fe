package dev.tributary.cli;

import dev.tributary.cli.audience.Audience;
import dev.tributary.cli.report.ReportPage;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Split;
import dev.tributary.evaluation.Protocol;
import dev.tributary.evaluation.TestSet;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.home.OfflineTrial;
import dev.tributary.home.Training;
import dev.tributary.log.LogWriter;
import dev.tributary.model.Release;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.server.Service;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary quickstart}: the main job, from events to pages that explain themselves. */
@picocli.CommandLine.Command(
    name = "quickstart",
    description = {
      "The main job on a simulated community, or on your data: from a log to pages that explain themselves.",
      "Events go into the log of a home, every channel is trained and measured beside their blend, a release is published, and",
      "three users' pages are printed with the reason of each item. Then the home is served over HTTP until it is stopped, unless",
      "--no-serve is given."
    },
    footer = {"", "Example:", "  ./tributary quickstart"})
final class QuickstartCommand extends Command {
  private static final int[] CUTS = {10, 20};

  @Option(names = "--data", paramLabel = "DATA", description = "Your events, a file or a folder. Default: a simulated community, made with --seed.")
  private String dataName = "";

  @Option(names = "--no-serve", description = "End after the report.")
  private boolean noServe;

  @Option(names = "--port", paramLabel = "P", description = "Port to serve on, 0 for any that is free. Default: 8420.")
  private String port = "";

  @Option(names = "--audience", description = "Let newcomers of the simulated community visit, click and be learned from while the service runs. The console shows what comes of it.")
  private boolean audience;

  @Option(names = "--fresh", description = "Remove the home and begin anew.")
  private boolean fresh;

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    if (audience && (noServe || !dataName.isEmpty())) {
      throw Failure.usage("--audience needs a service and the simulated community, whose tastes are known; leave out %s", noServe ? "--no-serve" : "--data");
    }
    Path folder = main().home();
    var options = port.isEmpty() ? Map.<String, String>of() : Map.of("port", port);
    if (!noServe) {
      ServeCommand.settings(folder, options); // what is wrong with them is said now, not after the training
    }
    var result = publishPages(folder);
    if (!noServe) {
      ServeCommand.serve(this, folder, options, result, service -> audience ? visitors(folder, service) : () -> {});
    } else if (json()) {
      printJson(result);
    }
    return Failure.DONE;
  }

  /** Everything up to the report. What it needed in memory is free when it returns; the service reads the home anew. */
  private Map<String, Object> publishPages(Path folder) throws IOException {
    if (fresh && Home.isHome(folder)) {
      Home.remove(folder);
    }
    Optional<Community> community = dataName.isEmpty() ? Optional.of(Community.of(CommunityConfig.DEFAULT, job("simulate"))) : Optional.empty();
    Home.prepare(folder, source());
    if (!Files.exists(Home.log(folder))) {
      fill(folder, community);
    }
    var end = new long[] {0};
    var home = Home.open(folder, () -> Instant.ofEpochMilli(end[0]));
    end[0] = home.live().lastTime() + 1;
    var training = home.trainingData(data.rule());
    tell("log", Text.count(home.records()) + " records: " + Text.count(training.interactions().users().size()) + " users, " + Text.count(home.live().catalog().itemCount()) + " items, " + Text.count(training.interests().size()) + " interests (" + training.rule().in(training.interactions()) + ")");

    var trial = measure(training);
    terminal().clearStatus();
    var trained = Training.ofDefaults(Channels.defaults()).train(training, job("train"));
    terminal().clearStatus();
    var release = publish(home, trained, trial, training);
    var story = new QuickstartStory(home, trained, trial.trial(), trial.protocol(), job("pages"), end[0]);
    var worth = community.map(story::worth);
    terminal().clearStatus();
    Path report = folder.resolve("report.html");
    OutputFile.write(report.toString(), ReportPage.html(story.report(worth, main().seed(), source())), terminal());
    if (!json()) {
      terminal().print(story.text(worth));
      terminal().println("report: " + report);
      terminal().println("why an item is on a page, or is not: ./tributary why --user " + story.someUser() + " --item " + story.someItem() + (folder.equals(Path.of("tributary-home")) ? "" : " --home " + folder));
      terminal().flush();
    }
    home.snapshot(); // the next start need not read the whole log
    home.close();
    return json() ? new LinkedHashMap<>(story.toMap(release, report, worth)) : new LinkedHashMap<>();
  }

  /** An audience with a key of its own, which is taken away when it leaves. */
  private ServeCommand.Company.Ending visitors(Path folder, Service service) throws IOException {
    var keys = Keys.open(folder);
    var key = keys.create(Role.ADMIN);
    var community = Community.of(CommunityConfig.DEFAULT, job("simulate"));
    var visitors = Audience.start(community, service.address(), key.text());
    tell("audience", Audience.NEWCOMERS + " newcomers, " + (int) Audience.VISITS_PER_SECOND + " visits a second; see 'Audience' in the console");
    return () -> {
      visitors.close();
      keys.revoke(key.key().id());
    };
  }

  private void tell(String phase, String text) {
    if (!json()) {
      terminal().note(phase + ": " + text);
    }
  }

  private String source() throws IOException {
    if (dataName.isEmpty()) {
      var size = CommunityConfig.DEFAULT;
      return "a simulated community of " + size.users() + " users, " + size.items() + " items and " + size.days() + " days, seed " + main().seed();
    }
    return "data of " + ReadingOptions.existing("--data", dataName).toAbsolutePath().normalize();
  }

  /** Writes events, items and users into a new log, which gets its name only when it is whole. */
  private void fill(Path folder, Optional<Community> community) throws IOException {
    long begun = System.nanoTime();
    Path beside = folder.resolve("log.filling");
    deleteTree(beside);
    try (var writer = LogWriter.open(beside)) {
      if (community.isPresent()) {
        var made = community.get();
        made.items().forEach(item -> append(() -> writer.append(item)));
        made.users().forEach(user -> append(() -> writer.append(user)));
        made.simulate(event -> append(() -> writer.append(event)));
      } else {
        var dataset = data.open(dataName, true);
        var reports =
            dataset.stream(
                item -> append(() -> writer.append(item)),
                user -> append(() -> writer.append(user)),
                event -> append(() -> writer.append(event)),
                job("import").progress());
        terminal().clearStatus();
        reports.forEach(report -> terminal().note(report.toString()));
      }
      writer.sync();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
    Files.move(beside, Home.log(folder), StandardCopyOption.ATOMIC_MOVE);
    terminal().clearStatus();
    tell(community.isPresent() ? "simulate" : "import", "done in " + Text.seconds(secondsSince(begun)));
  }

  /** Writing that may fail. */
  private interface Append {
    long run() throws IOException;
  }

  private static void append(Append append) {
    try {
      append.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The offline table, and how the log was split for it. */
  private record Measured(OfflineTrial trial, String protocol) {}

  private Measured measure(TrainingData training) throws IOException {
    long begun = System.nanoTime();
    Split split;
    String protocol;
    if (!dataName.isEmpty() && Files.isDirectory(Path.of(dataName)) && Split.isSplit(Path.of(dataName))) {
      split = data.loadSplit(this, dataName).split();
      protocol = "trained on train, judged by test";
    } else {
      var chosen = Protocol.of(training.interactions(), training.rule());
      split = chosen.split();
      protocol = chosen.name();
    }
    var test = TestSet.of(split.train(), Optional.empty(), split.test(), training.rule());
    var trial = OfflineTrial.run(Training.ofDefaults(Channels.defaults()), training.withInteractions(split.train()), test, CUTS, job("offline table"));
    terminal().clearStatus();
    tell("offline table", "done in " + Text.seconds(secondsSince(begun)));
    return new Measured(trial, protocol);
  }

  private Release publish(Home home, Training.Trained trained, Measured trial, TrainingData training) throws IOException {
    var run = new LinkedHashMap<String, Object>();
    run.put("time", Instant.now().toString());
    run.put("java", System.getProperty("java.version"));
    run.put("seconds", new LinkedHashMap<String, Object>(trained.seconds()));
    run.put("protocol", trial.protocol());
    run.put("offline", trial.trial().board().toMap());
    var release = home.publish(trained, training, home.records(), main().seed(), run);
    tell("train", String.join(", ", trained.seconds().entrySet().stream().map(e -> e.getKey() + " " + Text.seconds(e.getValue())).toList()));
    tell("publish", "release " + release.id());
    return release;
  }
}
