package dev.tributary.server.console;

import dev.tributary.data.Event;
import dev.tributary.evaluation.Protocol;
import dev.tributary.evaluation.TestSet;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.home.OfflineTrial;
import dev.tributary.home.Training;
import dev.tributary.log.LogRecord;
import dev.tributary.math.Job;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;

/** A home as quickstart leaves it, but of a community of 250 users, 900 items and 5 days. */
final class CommunityHome {
  private CommunityHome() {}

  static Path make(Path folder) throws IOException {
    var community = Community.of(CommunityConfig.DEFAULT.withSize(250, 900, 5), Job.DEFAULT);
    Home.prepare(folder, "a small community");
    try (var home = Home.open(folder, InstantSource.system())) {
      var records = new ArrayList<LogRecord>();
      community.items().forEach(item -> records.add(new LogRecord.OfItem(item)));
      community.users().forEach(user -> records.add(new LogRecord.OfUser(user)));
      community.simulate((Event event) -> records.add(new LogRecord.OfEvent(event)));
      home.append(records);
      var training = Training.ofDefaults(Channels.defaults());
      var data = home.trainingData(home.rule());
      var protocol = Protocol.of(data.interactions(), data.rule());
      var test = TestSet.of(protocol.split().train(), Optional.empty(), protocol.split().test(), data.rule());
      var trial = OfflineTrial.run(training, data.withInteractions(protocol.split().train()), test, new int[] {10, 20}, Job.DEFAULT);
      var trained = training.train(data, Job.DEFAULT);
      var run = new LinkedHashMap<String, Object>();
      run.put("seconds", new LinkedHashMap<String, Object>(trained.seconds()));
      run.put("protocol", protocol.name());
      run.put("offline", trial.board().toMap());
      home.publish(trained, data, home.records(), Job.DEFAULT.seed(), run);
    }
    return folder;
  }
}
