package dev.tributary.retrieval.tower;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.nn.Checkpointed;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.UnitLength;
import dev.tributary.nn.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for users over a row of weights for each item, the item's class. A row's first bag is the history; then come the features with slots; behind the floats of features stands the age of the lesson.
 * Confined while it is trained, else thread-safe.
 */
final class Classifier implements Checkpointed {
  private static final double SPREAD = 0.1; // length of a new vector: steps of Adam are soon as long
  private static final String FILE = "network";

  final ClassifierConfig config;
  final FeatureTransform userFeatures;
  final Weights weights;
  final Tower user;
  final EmbeddingTable classes;
  private final List<EmbeddingTable> inputs = new ArrayList<>(); // that the network reads

  /** A network of random weights. */
  Classifier(ClassifierConfig config, int items, FeatureTransform userFeatures, long seed) {
    this.config = config;
    this.userFeatures = userFeatures;
    weights = new Weights(seed);
    classes = table("items", items, config.dim(), seed);
    inputs.add(config.shared() ? classes : table("history", items, config.dim(), seed));
    for (int feature = 0; feature < userFeatures.slotFeatures(); feature++) {
      inputs.add(table("user." + feature, userFeatures.slots(feature), config.featureEmbedding(), seed));
    }
    user = new Tower(weights, "user", inputs, userFeatures.width() + (config.exampleAge() ? 1 : 0), config.shape());
  }

  private static EmbeddingTable table(String name, int rows, int width, long seed) {
    return new EmbeddingTable(name, rows, width, SPREAD / Math.sqrt(width), seed);
  }

  /** All tables, each once. */
  List<EmbeddingTable> tables() {
    var tables = new ArrayList<>(inputs);
    if (!config.shared()) {
      tables.add(classes);
    }
    return tables;
  }

  /** Puts a user behind the others of a pass, with an empty history. */
  void addUser(FeatureBatch features, int row, float age, Tower.Pass pass) {
    pass.bags[0].begin();
    if (config.exampleAge()) {
      pass.floats[pass.rows * pass.floatsPerRow() + userFeatures.width()] = age;
    }
    Towers.addFeatures(features, row, userFeatures, 1, pass);
  }

  /** Vectors of some users, with all of their history that training knows. */
  Matrix userVectors(FeatureBatch features, Samples samples, int[] users, Job job) {
    return TowerVectors.rows(
        user,
        users.length,
        config.dim(),
        (n, pass) -> {
          addUser(features, users[n], 0, pass);
          samples.historyOf(users[n], config.history(), pass.bags[0]);
        },
        job);
  }

  /** Vectors of items as they are searched; zeros for one without interests, of which nothing was learned. */
  Matrix itemVectors(int[] popularity) {
    int dim = config.dim();
    var vectors = Matrix.zeros(classes.rows(), dim);
    var row = new float[dim];
    for (int item = 0; item < popularity.length; item++) {
      if (popularity[item] > 0) {
        classes.copy(item, row, 0);
        if (config.cosine()) {
          UnitLength.forward(row, 1, dim, new float[0], row);
        }
        vectors.setRow(item, row);
      }
    }
    return vectors;
  }

  /** Everything that training changes. */
  @Override
  public void save(String name, Tensors.Builder file) {
    save(name, tables(), file);
  }

  private void save(String name, List<EmbeddingTable> tables, Tensors.Builder file) {
    weights.save(name + ".weights", file);
    for (int n = 0; n < tables.size(); n++) {
      tables.get(n).save(name + ".table." + n, file);
    }
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    load(name, tables(), file);
  }

  private void load(String name, List<EmbeddingTable> tables, Tensors file) throws CorruptFileException {
    weights.load(name + ".weights", file);
    for (int n = 0; n < tables.size(); n++) {
      int rows = tables.get(n).rows();
      tables.get(n).load(name + ".table." + n, file);
      if (tables.get(n).rows() != rows) {
        throw new CorruptFileException(Path.of(FILE + ".safetensors"), -1, "table " + n + " has " + tables.get(n).rows() + " rows, must have " + rows);
      }
    }
  }

  /** What serving needs of it: all but the classes, which are searched as vectors. */
  void write(BundleWriter bundle) {
    var file = Tensors.builder();
    save(FILE, inputs, file);
    bundle.tensors(FILE, file.build());
    userFeatures.write(bundle, "userFeatures");
  }

  /** Takes back what {@link #write} kept. */
  static Classifier read(Bundle bundle, ClassifierConfig config, int items) throws IOException {
    var network = new Classifier(config, items, FeatureTransform.read(bundle, "userFeatures"), 0);
    network.load(FILE, network.inputs, bundle.tensors(FILE));
    return network;
  }
}
