package dev.tributary.retrieval.tower;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.nn.Checkpointed;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.Weights;
import dev.tributary.onnx.OnnxGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Both networks and what they read: ids, features, the history. A row's first bag is its id where the side reads ids; a user's next is the history; then come the features with slots.
 * The last row of a table of ids stands for every id that training did not know. Confined while it is trained, else thread-safe.
 */
final class Towers {
  private static final double SPREAD = 0.1; // length of a new vector: steps of Adam are soon as long

  final TowerConfig config;
  final FeatureTransform userFeatures;
  final FeatureTransform itemFeatures;
  final Weights weights;
  final List<EmbeddingTable> tables = new ArrayList<>();
  final Tower user;
  final Tower item;
  final int users;
  final int items;
  final int bias; // c of the pointwise loss, among the weights

  /**
   * Networks of random weights.
   *
   * @param users how many the table of users knows
   * @param items how many the table of items knows
   */
  Towers(TowerConfig config, int users, int items, FeatureTransform userFeatures, FeatureTransform itemFeatures, long seed) {
    this.config = config;
    this.users = users;
    this.items = items;
    this.userFeatures = userFeatures;
    this.itemFeatures = itemFeatures;
    weights = new Weights(seed);
    var ids = table("items", items + 1, config.embedding(), seed);
    var ofUser = new ArrayList<EmbeddingTable>();
    if (config.userId()) {
      ofUser.add(table("users", users + 1, config.embedding(), seed));
    }
    if (config.history() > 0) {
      ofUser.add(config.sharedItems() ? ids : table("history", items + 1, config.embedding(), seed));
    }
    features(userFeatures, "user", ofUser, seed);
    var ofItem = new ArrayList<>(List.of(ids));
    features(itemFeatures, "item", ofItem, seed);
    user = new Tower(weights, "user", ofUser, userFeatures.width(), config.userShape());
    item = new Tower(weights, "item", ofItem, itemFeatures.width(), config.itemShape());
    bias = weights.addConstant("c", 1, 0);
  }

  private void features(FeatureTransform transform, String side, List<EmbeddingTable> tables, long seed) {
    for (int feature = 0; feature < transform.slotFeatures(); feature++) {
      tables.add(table(side + "." + feature, transform.slots(feature), config.featureEmbedding(), seed));
    }
  }

  private EmbeddingTable table(String name, int rows, int width, long seed) {
    var table = new EmbeddingTable(name, rows, width, SPREAD / Math.sqrt(width), seed);
    tables.add(table);
    return table;
  }

  /** Puts an item behind the others of a pass. */
  void addItem(int id, FeatureBatch features, int row, Tower.Pass pass) {
    pass.bags[0].begin();
    pass.bags[0].add(id);
    addFeatures(features, row, itemFeatures, 1, pass);
  }

  /** Puts a user behind the others of a pass, with an empty history. */
  void addUser(int id, FeatureBatch features, int row, Tower.Pass pass) {
    int bag = 0;
    if (config.userId()) {
      pass.bags[bag].begin();
      pass.bags[bag++].add(id);
    }
    if (config.history() > 0) {
      pass.bags[bag++].begin();
    }
    addFeatures(features, row, userFeatures, bag, pass);
  }

  /** The bags of histories in a pass over users. */
  Bags histories(Tower.Pass pass) {
    return pass.bags[config.userId() ? 1 : 0];
  }

  /** Puts features into the bags from one on, and among the floats, of the row that they complete. */
  static void addFeatures(FeatureBatch features, int row, FeatureTransform transform, int firstBag, Tower.Pass pass) {
    for (int feature = 0; feature < transform.slotFeatures(); feature++) {
      var bag = pass.bags[firstBag + feature];
      bag.begin();
      int[] starts = features.starts(feature);
      for (int place = starts[row]; place < starts[row + 1]; place++) {
        bag.add(features.slots(feature)[place]);
      }
    }
    int width = transform.width();
    System.arraycopy(features.dense(), row * width, pass.floats, pass.rows * pass.floatsPerRow(), width);
    pass.rows++;
  }

  /** The user tower as a graph, see {@link TowerModel#exportOnnx}. */
  OnnxGraph userGraph() {
    var bags = new ArrayList<String>();
    if (config.userId()) {
      bags.add("id");
    }
    if (config.history() > 0) {
      bags.add("history");
    }
    return graph("user", user, bags, userFeatures, config.userId() ? users : -1);
  }

  /** The item tower as a graph. */
  OnnxGraph itemGraph() {
    return graph("item", item, new ArrayList<>(List.of("id")), itemFeatures, items);
  }

  private OnnxGraph graph(String name, Tower tower, List<String> bags, FeatureTransform transform, int unknown) {
    for (int feature = 0; feature < transform.slotFeatures(); feature++) {
      bags.add(transform.field(feature));
    }
    var graph = new OnnxGraph(name);
    graph.metadata("features", transform.schema().toString());
    if (unknown >= 0) {
      graph.metadata("unknownId", Integer.toString(unknown));
    }
    if (bags.contains("history")) {
      graph.metadata("unknownItem", Integer.toString(items));
    }
    tower.export(bags, graph);
    return graph;
  }

  /** Everything that training changes. */
  Checkpointed parameters() {
    var parts = new ArrayList<Checkpointed>(tables);
    parts.addAll(List.of(weights, user, item));
    return Checkpointed.all(parts);
  }

  /** All of it, in one file. */
  void save(Tensors.Builder file) {
    weights.save("weights", file);
    user.save("user", file);
    item.save("item", file);
    for (int n = 0; n < tables.size(); n++) {
      tables.get(n).save("table." + n, file);
    }
  }

  /** Takes back what {@link #save} kept. */
  private void load(Tensors file) throws CorruptFileException {
    weights.load("weights", file);
    user.load("user", file);
    item.load("item", file);
    for (int n = 0; n < tables.size(); n++) {
      int rows = tables.get(n).rows();
      tables.get(n).load("table." + n, file);
      if (tables.get(n).rows() != rows) {
        throw new CorruptFileException(java.nio.file.Path.of("towers.safetensors"), -1, "table " + n + " has " + tables.get(n).rows() + " rows, must have " + rows);
      }
    }
  }

  void write(BundleWriter bundle) {
    var file = Tensors.builder();
    save(file);
    bundle.tensors("towers", file.build());
    userFeatures.write(bundle, "userFeatures");
    itemFeatures.write(bundle, "itemFeatures");
  }

  static Towers read(Bundle bundle, TowerConfig config, int users, int items) throws IOException {
    var towers = new Towers(config, users, items, FeatureTransform.read(bundle, "userFeatures"), FeatureTransform.read(bundle, "itemFeatures"), 0);
    towers.load(bundle.tensors("towers"));
    return towers;
  }
}
