package dev.tributary.feature;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns rows into numbers, in training and in serving alike. Whatever a row holds has a defined encoding: a field that is absent, an empty text, NaN, an
 * infinite number and a value of another type than the feature's are missing; a value that training never saw, or once only, is unknown.
 *
 * <p>In a bundle, a file has the schema as the text {@code schema}, and for feature n, in the order of fields, the vocabulary {@code known.n} (categories), {@code edges.n}
 * (float32, numbers), {@code scale.n} (float32, mean and deviation) and {@code counts.n} (int64, training values by place). Immutable.
 */
public final class FeatureTransform {
  private static final String SCHEMA = "schema";

  private final FeatureSchema schema;
  private final List<FittedFeature> fitted;
  private final List<FittedFeature> slotted;
  private final int width;
  private final FeatureProfile training;

  private FeatureTransform(FeatureSchema schema, List<FittedFeature> fitted, FeatureProfile training) {
    this.schema = schema;
    this.fitted = List.copyOf(fitted);
    this.training = training;
    slotted = fitted.stream().filter(FittedFeature::slotted).toList();
    width = fitted.stream().mapToInt(FittedFeature::width).sum();
  }

  /** Learns dictionaries, edges and scales from rows. O(values), and a sort for each number. */
  public static FeatureTransform fit(FeatureSchema schema, List<? extends Row> rows) {
    var fitted = schema.features().stream().map(feature -> FittedFeature.of(feature, rows)).toList();
    var profile = new FeatureProfile(fitted);
    rows.forEach(profile::add);
    return new FeatureTransform(schema, fitted, profile);
  }

  /** The features. */
  public FeatureSchema schema() {
    return schema;
  }

  /** How many features have slots; they come in the order of their fields. */
  public int slotFeatures() {
    return slotted.size();
  }

  /** How many slots a feature has; 0 is for missing values, 1 for unknown ones. */
  public int slots(int feature) {
    return slotted.get(feature).places();
  }

  /** The field of a feature with slots. */
  public String field(int feature) {
    return slotted.get(feature).feature().field();
  }

  /** How many floats a row has beside its slots. */
  public int width() {
    return width;
  }

  /** Which of the features with slots one of the schema's features is, or -1 where it has floats. */
  public int slotFeature(int feature) {
    return fitted.get(feature).slotted() ? (int) fitted.subList(0, feature).stream().filter(FittedFeature::slotted).count() : -1;
  }

  /** Where the floats of one of the schema's features begin in a row. */
  public int column(int feature) {
    return fitted.subList(0, feature).stream().mapToInt(FittedFeature::width).sum();
  }

  /** How many floats one of the schema's features has in a row; 0 where it has slots. */
  public int columns(int feature) {
    return fitted.get(feature).width();
  }

  /** The places of a row's values, by feature. */
  int[][] places(Row row) {
    return fitted.stream()
        .map(
            feature -> {
              var places = IntStream.builder();
              feature.places(row.value(feature.feature().field()), places::add);
              return places.build().toArray();
            })
        .toArray(int[][]::new);
  }

  /** An empty batch for rows of this transform. */
  public FeatureBatch batch() {
    return new FeatureBatch(slotted.size(), width);
  }

  /** Adds a row to a batch that {@link #batch} made. O(values). */
  public void encode(Row row, FeatureBatch batch) {
    batch.begin();
    int slots = 0;
    int column = 0;
    for (var feature : fitted) {
      Object value = row.value(feature.feature().field());
      if (feature.slotted()) {
        int at = slots++;
        feature.places(value, place -> batch.addSlot(at, place));
      } else {
        feature.floats(value, batch, column);
        column += feature.width();
      }
    }
  }

  /** Keeps encoded rows under names that begin with this one: {@code NAME.dense}, and for feature n with slots {@code NAME.starts.n} and {@code NAME.slots.n}. */
  public void save(FeatureBatch batch, String name, Tensors.Builder file) {
    file.floats(name + ".dense", FloatColumn.copyOf(Arrays.copyOf(batch.dense(), batch.rows() * width)));
    for (int feature = 0; feature < slotted.size(); feature++) {
      int[] starts = Arrays.copyOf(batch.starts(feature), batch.rows() + 1);
      file.ints(name + ".starts." + feature, IntColumn.copyOf(starts));
      file.ints(name + ".slots." + feature, IntColumn.copyOf(Arrays.copyOf(batch.slots(feature), starts[batch.rows()])));
    }
  }

  /**
   * Takes back what {@link #save} kept.
   *
   * @param rows how many
   * @throws CorruptFileException when a column is missing
   * @throws IllegalArgumentException when the columns are not of so many rows of this transform
   */
  public FeatureBatch load(String name, int rows, Tensors file) throws CorruptFileException {
    var slots = new int[slotted.size()][];
    var starts = new int[slotted.size()][];
    for (int feature = 0; feature < slotted.size(); feature++) {
      starts[feature] = file.ints(name + ".starts." + feature).toArray();
      slots[feature] = file.ints(name + ".slots." + feature).toArray();
      require(starts[feature].length == rows + 1 && starts[feature][0] == 0 && starts[feature][rows] == slots[feature].length, "bags of feature %s do not span %d rows", field(feature), rows);
      for (int row = 0; row < rows; row++) {
        require(starts[feature][row] <= starts[feature][row + 1], "bag %d of feature %s ends before it begins", row, field(feature));
      }
      for (int slot : slots[feature]) {
        require(slot >= 0 && slot < slots(feature), "slot %d of feature %s, of which there are %d", slot, field(feature), slots(feature));
      }
    }
    var dense = file.floats(name + ".dense").toArray();
    require(dense.length == rows * width, "%d floats for %d rows of %d", dense.length, rows, width);
    return new FeatureBatch(width, starts, slots, dense, rows);
  }

  /** What the training rows were like. */
  public FeatureProfile training() {
    return training;
  }

  /** An empty profile, to be filled with the rows of serving and {@linkplain FeatureDrift#between compared} with {@link #training}. */
  public FeatureProfile profile() {
    return new FeatureProfile(fitted);
  }

  /**
   * This transform, when it has these features.
   *
   * @throws IllegalArgumentException naming the first that differs
   */
  public FeatureTransform expect(FeatureSchema wanted) {
    for (int n = 0; n < Math.max(wanted.features().size(), schema.features().size()); n++) {
      String here = n < schema.features().size() ? schema.features().get(n).toString() : "nothing more";
      String there = n < wanted.features().size() ? wanted.features().get(n).toString() : "nothing more";
      require(here.equals(there), "the bundle was trained with feature %s where the schema has %s; train it again, or go back to the schema that it has: %s", here, there, schema);
    }
    return this;
  }

  /** Puts all of it into a bundle under a name, such as {@code itemFeatures}. */
  public void write(BundleWriter bundle, String name) {
    var tensors = Tensors.builder().metadata(SCHEMA, schema.toString());
    for (int n = 0; n < fitted.size(); n++) {
      var feature = fitted.get(n);
      tensors.longs("counts." + n, LongColumn.copyOf(training.counts(n)));
      if (feature.feature().encoding() == Encoding.CATEGORY) {
        tensors.vocabulary("known." + n, feature.known());
      } else if (feature.feature().encoding().numeric()) {
        tensors.floats("edges." + n, FloatColumn.copyOf(feature.edges()));
        tensors.floats("scale." + n, FloatColumn.copyOf(new float[] {feature.mean(), feature.deviation()}));
      }
    }
    bundle.tensors(name, tensors.build());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CorruptFileException when the file's parts do not fit together
   */
  public static FeatureTransform read(Bundle bundle, String name) throws IOException {
    var tensors = bundle.tensors(name);
    var file = bundle.folder().resolve(name + ".safetensors");
    try {
      var schema = FeatureSchema.parse(tensors.metadata().getOrDefault(SCHEMA, ""));
      var fitted = new ArrayList<FittedFeature>();
      for (int n = 0; n < schema.features().size(); n++) {
        var feature = schema.features().get(n);
        boolean category = feature.encoding() == Encoding.CATEGORY;
        boolean numeric = feature.encoding().numeric();
        var known = category ? tensors.vocabulary("known." + n) : Vocabulary.of(List.of());
        float[] edges = numeric ? tensors.floats("edges." + n).toArray() : new float[0];
        float[] scale = numeric ? tensors.floats("scale." + n).toArray() : new float[] {0, 1};
        require(scale.length == 2 && Float.isFinite(scale[0]) && scale[1] > 0 && Float.isFinite(scale[1]), "feature %s has no mean and deviation", feature);
        for (int edge = 0; edge < edges.length; edge++) {
          require(Float.isFinite(edges[edge]) && (edge == 0 || edges[edge] > edges[edge - 1]), "edges of feature %s do not ascend", feature);
        }
        fitted.add(new FittedFeature(feature, known, edges, scale[0], scale[1]));
      }
      var training = new FeatureProfile(fitted);
      for (int n = 0; n < fitted.size(); n++) {
        training.counts(n, tensors.longs("counts." + n).toArray());
      }
      return new FeatureTransform(schema, fitted, training);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(file, -1, e.getMessage());
    }
  }
}
