package dev.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTransformTest {
  private static Row row(Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int n = 0; n < namesAndValues.length; n += 2) {
      values.put((String) namesAndValues[n], namesAndValues[n + 1]);
    }
    return Row.of(values);
  }

  /** Ten towns a..j twice each, then k once. */
  private static List<Row> towns() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 20; n++) {
      rows.add(row("town", String.valueOf((char) ('a' + n % 10))));
    }
    rows.add(row("town", "k"));
    return rows;
  }

  private static int[] bag(FeatureTransform transform, Row row) {
    var batch = transform.batch();
    transform.encode(row, batch);
    return Arrays.copyOfRange(batch.slots(0), batch.starts(0)[0], batch.starts(0)[1]);
  }

  private static float[] floats(FeatureTransform transform, Row row) {
    var batch = transform.batch();
    transform.encode(row, batch);
    return Arrays.copyOf(batch.dense(), transform.width());
  }

  @Test
  void missingAndUnknownValuesHaveSlotsOfTheirOwnAndRareOnesAreUnknown() {
    var transform = FeatureTransform.fit(FeatureSchema.parse("town=category"), towns());
    assertThat(transform.slots(0)).isEqualTo(12); // missing, unknown, a..j
    assertThat(bag(transform, row("town", "a"))).containsExactly(2);
    assertThat(bag(transform, row("town", "j"))).containsExactly(11);
    assertThat(bag(transform, row("town", "k"))).as("held once").containsExactly(1);
    assertThat(bag(transform, row("town", "zz"))).as("never held").containsExactly(1);
    assertThat(bag(transform, row("town", ""))).containsExactly(0);
    assertThat(bag(transform, row())).as("a request without the field").containsExactly(0);
    assertThat(bag(transform, row("town", List.of("c", "a", "c")))).containsExactly(4, 2);
  }

  @Test
  void aDictionaryKeepsTheMostFrequent() {
    var rows = new ArrayList<>(towns());
    rows.add(row("town", "h"));
    var transform = FeatureTransform.fit(FeatureSchema.parse("town=category:5"), rows);
    assertThat(transform.slots(0)).isEqualTo(7);
    assertThat(bag(transform, row("town", "h"))).containsExactly(6); // a b c d h
    assertThat(bag(transform, row("town", "e"))).containsExactly(1);
  }

  @Test
  void aTinyDictionaryIsOnesAndZeros() {
    var rows = List.of(row("sex", "f"), row("sex", "m"), row("sex", "f"), row("sex", "m"));
    var transform = FeatureTransform.fit(FeatureSchema.parse("sex=category"), rows);
    assertThat(transform.slotFeatures()).isZero();
    assertThat(floats(transform, row("sex", "m"))).containsExactly(0, 0, 0, 1);
    assertThat(floats(transform, row("sex", "x"))).containsExactly(0, 1, 0, 0);
    assertThat(floats(transform, row())).containsExactly(1, 0, 0, 0);
    assertThat(floats(transform, row("sex", List.of("m", "f")))).containsExactly(0, 0, 0.5f, 0.5f);
  }

  @Test
  void hashesNeedNoDictionaryAndStayInRange() {
    var transform = FeatureTransform.fit(FeatureSchema.parse("tag=hashed:8"), List.of());
    assertThat(transform.slots(0)).isEqualTo(10);
    for (int n = 0; n < 100; n++) {
      assertThat(bag(transform, row("tag", "t" + n))[0]).isBetween(2, 9);
    }
    assertThat(bag(transform, row("tag", "x"))).isEqualTo(bag(transform, row("tag", "x")));
    assertThat(bag(transform, row("tag", List.of()))).containsExactly(0);
  }

  @Test
  void bucketsHoldEquallyManyAndAnEdgeBeginsTheRangeAbove() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 8; n++) {
      rows.add(row("price", (double) n));
    }
    var transform = FeatureTransform.fit(FeatureSchema.parse("price=buckets:4"), rows); // edges 2 4 6
    assertThat(bag(transform, row("price", 0.0))).containsExactly(2);
    assertThat(bag(transform, row("price", 1.9))).containsExactly(2);
    assertThat(bag(transform, row("price", 2.0))).containsExactly(3);
    assertThat(bag(transform, row("price", 7.0))).containsExactly(5);
    assertThat(bag(transform, row("price", 1e300))).containsExactly(5);
    assertThat(bag(transform, row("price", -1e300))).containsExactly(2);
  }

  @Test
  void numbersAreScaledByTheirMeanAndDeviationAndCutFarOut() {
    var transform = FeatureTransform.fit(FeatureSchema.parse("x=standard"), List.of(row("x", 1.0), row("x", 3.0), row("x", 5.0), row("x", 7.0)));
    float deviation = (float) Math.sqrt(5); // mean 4; squares 9 1 1 9
    assertThat(floats(transform, row("x", 5.0))[0]).isCloseTo(1 / deviation, within(1e-6f));
    assertThat(floats(transform, row("x", 4.0))).containsExactly(0, 0);
    assertThat(floats(transform, row("x", 1e6))).containsExactly(5, 0);
  }

  @Test
  void logarithmsKeepTheSign() {
    var transform = FeatureTransform.fit(FeatureSchema.parse("x=log"), List.of(row("x", Math.E - 1), row("x", 1 - Math.E))); // 1 and -1
    assertThat(floats(transform, row("x", 1 - Math.E))[0]).isCloseTo(-1f, within(1e-6f));
    assertThat(floats(transform, row("x", 0.0))[0]).isZero();
  }

  @Test
  void whatIsNoNumberIsMissing() {
    for (String encoding : List.of("standard", "log")) {
      var transform = FeatureTransform.fit(FeatureSchema.parse("x=" + encoding), List.of(row("x", 1.0), row("x", Double.NaN), row("x", 3.0), row("x", Double.POSITIVE_INFINITY)));
      for (Object value : new Object[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, "7", "", List.of("7")}) {
        assertThat(floats(transform, row("x", value))).as("%s", value).containsExactly(0, 1);
      }
    }
    var buckets = FeatureTransform.fit(FeatureSchema.parse("x=buckets:2"), List.of(row("x", 1.0), row("x", 3.0)));
    assertThat(bag(buckets, row("x", Double.NaN))).containsExactly(0);
    assertThat(bag(buckets, row("x", Double.NEGATIVE_INFINITY))).containsExactly(0);
  }

  @Test
  void aNumberThatNeverChangesOrIsNeverThereStaysFinite() {
    var same = FeatureTransform.fit(FeatureSchema.parse("x=standard"), List.of(row("x", 2.0), row("x", 2.0)));
    assertThat(floats(same, row("x", 2.0))).containsExactly(0, 0);
    assertThat(floats(same, row("x", 2.5))).containsExactly(0.5f, 0);
    var never = FeatureTransform.fit(FeatureSchema.parse("x=standard, y=buckets"), List.of());
    assertThat(floats(never, row("x", 2.0))).containsExactly(2, 0);
    assertThat(bag(never, row("y", 2.0))).containsExactly(2);
  }

  @Test
  void vectorsAreTakenAsTheyAreOrNotAtAll() {
    var transform = FeatureTransform.fit(FeatureSchema.parse("vector=vector:2"), List.of());
    assertThat(floats(transform, Row.of(Item.builder("a").vector(List.of(3f, 4f)).build()))).containsExactly(3, 4);
    assertThat(floats(transform, Row.of(Item.builder("a").vector(List.of(3f)).build()))).containsExactly(0, 0);
    assertThat(floats(transform, row("vector", List.of(3f, Float.NaN)))).containsExactly(0, 0);
  }

  @Test
  void aSchemaIsInferredFromWhatRowsHold() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 100; n++) {
      rows.add(
          Row.of(
              Item.builder("i" + n)
                  .author("a" + n % 7)
                  .categories(List.of("c" + n % 3, "all"))
                  .vector(List.of(1f, 2f, 3f))
                  .durationSeconds(n * 1.5)
                  .attribute("stars", (double) (n % 5))
                  .attribute("isbn", "isbn" + n)
                  .attribute("shop", "only one")
                  .build()));
    }
    assertThat(FeatureSchema.infer(rows)).hasToString(
        "attributes.stars=category:100000, author=category:100000, categories=category:100000, durationSeconds=buckets:16, vector=vector:3");
    assertThat(FeatureSchema.infer(List.of(Row.of(new User("u", Map.of("age", 20.0))), Row.of(User.of("v"))))).hasToString("attributes.age=category:100000");
    assertThat(FeatureSchema.infer(List.of())).isEqualTo(FeatureSchema.NONE);
  }

  @Test
  void aSchemaIsDeclaredOverWhatWasInferred() {
    var inferred = FeatureSchema.parse("author=category, attributes.price=buckets");
    assertThat(inferred.with("attributes.price=log, author=none, keywords=hashed:64")).hasToString("attributes.price=log, keywords=hashed:64");
    assertThat(FeatureSchema.parse(inferred.toString())).isEqualTo(inferred);
    assertThatThrownBy(() -> inferred.with("author=categroy")).hasMessage(
        "encoding of feature 'author' is 'categroy'; did you mean 'category'? The encodings are category hashed buckets standard log vector none");
    assertThatThrownBy(() -> inferred.with("author")).hasMessageContaining("must be written field=encoding");
    assertThatThrownBy(() -> inferred.with("x=buckets:1")).hasMessage("size of feature x=buckets is 1, allowed 2..4096");
    assertThatThrownBy(() -> inferred.with("x=vector")).hasMessageContaining("size of feature x=vector is 0");
    assertThatThrownBy(() -> new FeatureSchema(List.of(Feature.of("x", Encoding.LOG), Feature.of("x", Encoding.STANDARD)))).hasMessage("feature 'x' is declared twice");
  }

  private static FeatureTransform everything() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 60; n++) {
      rows.add(row("town", "t" + n % 9, "tags", List.of("x" + n % 6, "y" + n % 5), "price", n * n / 3.0, "size", n * 1.0, "sex", n % 2 == 0 ? "f" : "m", "v", List.of(n + 0f, 1f)));
    }
    return FeatureTransform.fit(FeatureSchema.parse("town=category, tags=hashed:16, price=log, size=buckets:6, sex=category, v=vector:2"), rows);
  }

  @Test
  void whatWasSavedEncodesTheSame(@TempDir Path folder) throws IOException {
    var transform = everything();
    var writer = new BundleWriter("test", 1);
    transform.write(writer, "features");
    writer.write(folder.resolve("b"), Map.of());
    var read = FeatureTransform.read(Bundle.open(folder.resolve("b")), "features");
    assertThat(read.schema()).isEqualTo(transform.schema());
    var before = transform.batch();
    var after = read.batch();
    for (int n = 0; n < 100; n++) {
      var row = row("town", "t" + n % 12, "tags", List.of("x" + n), "price", n % 7 == 0 ? Double.NaN : n * 2.0, "size", n - 20.0, "sex", n % 3 == 0 ? "?" : "f", "v", List.of(1f, n + 0f));
      transform.encode(row, before);
      read.encode(row, after);
    }
    assertThat(after.rows()).isEqualTo(100);
    assertThat(after.dense()).isEqualTo(before.dense());
    for (int feature = 0; feature < transform.slotFeatures(); feature++) {
      assertThat(after.slots(feature)).isEqualTo(before.slots(feature));
      assertThat(after.starts(feature)).isEqualTo(before.starts(feature));
    }
    assertThat(FeatureDrift.between(transform.training(), read.training())).allMatch(drift -> drift.stability() == 0);
  }

  @Test
  void aSchemaThatDoesNotFitTheBundleIsNamed() {
    var transform = everything();
    assertThat(transform.expect(transform.schema())).isSameAs(transform);
    assertThatThrownBy(() -> transform.expect(transform.schema().with("size=buckets:7")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the bundle was trained with feature size=buckets:6 where the schema has size=buckets:7; train it again");
    assertThatThrownBy(() -> transform.expect(transform.schema().with("zip=category"))).hasMessageContaining("feature nothing more where the schema has zip=category:100000");
  }

  @Test
  void damagedFilesAreNamed(@TempDir Path folder) throws IOException {
    var writer = new BundleWriter("test", 1);
    writer.tensors("no-counts", Tensors.builder().metadata("schema", "tag=hashed:8").build());
    writer.tensors("no-schema", Tensors.builder().metadata("schema", "tag=").build());
    writer.write(folder.resolve("b"), Map.of());
    var bundle = Bundle.open(folder.resolve("b"));
    assertThatThrownBy(() -> FeatureTransform.read(bundle, "no-counts")).isInstanceOf(CorruptFileException.class).hasMessageContaining("has no column 'counts.0'");
    assertThatThrownBy(() -> FeatureTransform.read(bundle, "no-schema")).isInstanceOf(CorruptFileException.class).hasMessageContaining("encoding of feature 'tag'");
    assertThatThrownBy(() -> FeatureTransform.read(bundle, "none")).isInstanceOf(CorruptFileException.class).hasMessageContaining("has no none.safetensors");
  }

  @Test
  void batchesGrowAndAreReused() {
    var transform = everything();
    var batch = transform.batch();
    for (int round = 0; round < 2; round++) {
      batch.clear();
      for (int n = 0; n < 1000; n++) {
        transform.encode(row("tags", List.of("a", "b", "c"), "sex", "f"), batch);
      }
      assertThat(batch.rows()).isEqualTo(1000);
      assertThat(batch.starts(1)[1000]).isEqualTo(3000); // size, tags, town
      assertThat(batch.dense()[999 * transform.width() + 1]).as("price is missing").isEqualTo(1);
    }
  }

  @Test
  void driftIsThePopulationStabilityIndex() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 100; n++) {
      rows.add(row("x", "v" + n % 5)); // 20 each
    }
    var transform = FeatureTransform.fit(FeatureSchema.parse("x=category"), rows);
    var serving = transform.profile();
    for (int n = 0; n < 50; n++) {
      serving.add(row("x", n < 10 ? "" : n < 15 ? "new" : "v0"));
    }
    var drift = FeatureDrift.between(transform.training(), serving).getFirst();
    assertThat(drift.missingBefore()).isZero();
    assertThat(drift.missingNow()).isEqualTo(0.2);
    assertThat(drift.unknownNow()).isEqualTo(0.1);
    // 7 groups; before: 0.5 0.5 20.5·5 of 103.5; now: 10.5 5.5 35.5 0.5·4 of 53.5
    double expected = 0;
    double[] p = {0.5, 0.5, 20.5, 20.5, 20.5, 20.5, 20.5};
    double[] q = {10.5, 5.5, 35.5, 0.5, 0.5, 0.5, 0.5};
    for (int n = 0; n < 7; n++) {
      expected += (q[n] / 53.5 - p[n] / 103.5) * Math.log(q[n] / 53.5 * 103.5 / p[n]);
    }
    assertThat(drift.stability()).isCloseTo(expected, within(1e-9)).isGreaterThan(0.25);
    assertThat(FeatureDrift.between(transform.training(), transform.profile()).getFirst().stability()).isZero();
    assertThatThrownBy(() -> FeatureDrift.between(transform.training(), everything().training())).hasMessageContaining("compare profiles of one transform");
  }

  @Test
  void driftOfNumbersIsSeenInTheirRanges() {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 1000; n++) {
      rows.add(row("x", n * 1.0, "y", n * 1.0));
    }
    var transform = FeatureTransform.fit(FeatureSchema.parse("x=standard, y=standard"), rows);
    var serving = transform.profile();
    for (int n = 0; n < 1000; n++) {
      serving.add(row("x", n * 1.0 + 500, "y", n * 1.0));
    }
    var drifts = FeatureDrift.between(transform.training(), serving);
    assertThat(drifts.getFirst().field()).isEqualTo("x");
    assertThat(drifts.getFirst().stability()).isGreaterThan(1);
    assertThat(drifts.getLast().stability()).isLessThan(1e-6);
  }
}
