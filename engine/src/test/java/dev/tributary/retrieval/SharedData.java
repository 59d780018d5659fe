package dev.tributary.retrieval;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** Public data sets outside the repository: the folder in TRIBUTARY_DATA, else shared/data beside the project. */
public final class SharedData {
  private SharedData() {}

  /** A file or folder; the calling test is skipped when it is absent. */
  public static Path path(String name) {
    String root = System.getenv("TRIBUTARY_DATA");
    Path path = (root == null ? Path.of("..", "..", "shared", "data") : Path.of(root)).resolve(name);
    Assumptions.assumeTrue(Files.exists(path), () -> "skipped: no " + name + " under TRIBUTARY_DATA or " + path.toAbsolutePath().normalize());
    return path;
  }

  /** Lines {@code user item item …}: the items of each user. */
  public static Map<String, List<String>> adjacency(Path file) throws IOException {
    var rows = new LinkedHashMap<String, List<String>>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\\s+");
      rows.computeIfAbsent(words[0], _ -> new ArrayList<>()).addAll(List.of(words).subList(1, words.length));
    }
    return rows;
  }

  /** Lines whose first two tab-separated fields are user and item; a header is left out. */
  public static Map<String, List<String>> pairs(Path file) throws IOException {
    var rows = new LinkedHashMap<String, List<String>>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\t");
      if (Character.isDigit(words[0].charAt(0))) {
        rows.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(words[1]);
      }
    }
    return rows;
  }

  /** Clicks in this order, without times. */
  public static Interactions clicks(Map<String, List<String>> rows) {
    var builder = Interactions.builder();
    rows.forEach((user, items) -> items.forEach(item -> builder.add(user, item, Signal.CLICK, 0f, Event.NO_TIME)));
    return builder.build();
  }

  /** Recall and NDCG over the full catalogue, train items left out. */
  public record Quality(double recall, double ndcg) {}

  /** Mean quality of the first k over all users of a test set. */
  public static Quality quality(ChannelModel model, Map<String, List<String>> test, int k) {
    var recommender = new Recommender(model);
    var hits = new Hits();
    double recall = 0;
    double ndcg = 0;
    for (var row : test.entrySet()) {
      Set<String> wanted = new HashSet<>(row.getValue());
      recommender.retrieve(model.history().users().indexOf(row.getKey()), k, hits);
      int found = 0;
      double gain = 0;
      for (int rank = 0; rank < hits.size(); rank++) {
        if (wanted.contains(model.items().id(hits.item(rank)))) {
          found++;
          gain += discount(rank);
        }
      }
      double ideal = 0;
      for (int rank = 0; rank < Math.min(k, wanted.size()); rank++) {
        ideal += discount(rank);
      }
      recall += (double) found / wanted.size();
      ndcg += gain / ideal;
    }
    return new Quality(recall / test.size(), ndcg / test.size());
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 2);
  }
}
