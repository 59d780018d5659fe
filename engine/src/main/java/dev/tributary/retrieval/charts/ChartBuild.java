package dev.tributary.retrieval.charts;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes everybody's chart, and one for each group of users. A user's group is the value of one attribute, as text; a user without it belongs
 * to none, and so does one of a group that is too small. O(interests + groups · items) and the channel's own counting. Confined: one training.
 */
public final class ChartBuild {
  private final TrainingData data;
  private final ChartSettings settings;
  private final Job job;

  public ChartBuild(TrainingData data, ChartSettings settings, Job job) {
    this.data = data;
    this.settings = settings;
    this.job = job;
  }

  /** Scores every item by the interests of some users. */
  public interface Scoring {
    /** By item; above 0 and finite for an item that belongs into the chart, else 0 or less. */
    double[] score(Interests interests, IntStream users);
  }

  /**
   * The model.
   *
   * @param halfLifeDays what the manifest says of it
   */
  public <C extends Record & ChartSettings> ChartModel<C> model(ChannelKind<C> kind, C config, double halfLifeDays, Scoring scoring) {
    var interests = data.interests();
    var groups = groups();
    var charts = new ArrayList<Chart>();
    job.progress().step("charts", 0, groups.size() + 1L);
    var everybody = scoring.score(interests, IntStream.range(0, interests.users().size()));
    charts.add(chart(interests.items(), everybody));
    for (var members : groups.values()) {
      charts.add(chart(interests.items(), scoring.score(interests, members.stream().mapToInt(user -> user))));
      job.progress().step("charts", charts.size(), groups.size() + 1L);
    }
    long liked = java.util.Arrays.stream(everybody).filter(score -> score > 0).count();
    return new ChartModel<>(kind, config, Vocabulary.of(groups.keySet()), charts, interests.items(), interests, new ChartModel.Figures(halfLifeDays, liked - charts.getFirst().items().length));
  }

  /** The users of each group that is large enough, by its name in the order of bytes. */
  private Map<String, List<Integer>> groups() {
    var users = data.interests().users();
    var members = new TreeMap<String, List<Integer>>((a, b) -> java.util.Arrays.compareUnsigned(a.getBytes(java.nio.charset.StandardCharsets.UTF_8), b.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    for (int user = 0; user < users.size() && !settings.by().isEmpty(); user++) {
      int index = data.catalog().userIndex(users.id(user));
      String group = index < 0 ? "" : ChartModel.group(data.catalog().user(index).attributes(), settings.by());
      if (!group.isEmpty()) {
        members.computeIfAbsent(group, _ -> new ArrayList<>()).add(user);
      }
    }
    members.values().removeIf(of -> of.size() < settings.leastUsers());
    return members;
  }

  private Chart chart(Vocabulary items, double[] scores) {
    int size = (int) java.util.Arrays.stream(scores).filter(score -> score > 0).count();
    var best = new TopK(settings.topN() == 0 ? size : Math.min(size, settings.topN()));
    for (int item = 0; item < scores.length; item++) {
      if (scores[item] > 0) {
        best.offer(Math.max((float) scores[item], Float.MIN_VALUE), items.tieRank(item)); // very old, yet liked once
      }
    }
    best.ascending();
    var ranked = new int[best.size()];
    var found = new float[ranked.length];
    for (int rank = 0; rank < ranked.length; rank++) {
      ranked[rank] = items.atTieRank(TopK.tieRank(best.best(rank)));
      found[rank] = TopK.score(best.best(rank));
    }
    return new Chart(ranked, found);
  }
}
