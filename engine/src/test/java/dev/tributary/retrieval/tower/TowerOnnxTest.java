package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.feature.FeatureTransform;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exported towers in ONNX Runtime, an independent reader; the environment variable PYTHON names a Python that has it, else {@code python3} is asked. */
class TowerOnnxTest {
  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  private static final String RUN =
      """
      import json, sys
      import numpy, onnxruntime
      session = onnxruntime.InferenceSession(sys.argv[1])
      given = json.load(open(sys.argv[2]))
      feed = {i.name: numpy.array(given[i.name], numpy.float32 if 'float' in i.type else numpy.int64) for i in session.get_inputs()}
      assert feed.keys() == given.keys(), (list(feed), list(given))
      for row in session.run(['vector'], feed)[0]:
          print(*row)
      for key, value in sorted(session.get_modelmeta().custom_metadata_map.items()):
          print(key, value, file=sys.stderr)
      """;

  @TempDir Path folder;

  private static boolean runtimeIsThere() {
    try {
      return new ProcessBuilder(PYTHON, "-c", "import onnxruntime").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',relu,false,false,20", "12-8,gelu,true,true,3", "9,tanh,false,true,0", "7,relu,true,false,20",
  })
  void bothTowersSayTheSameElsewhere(String layers, String activation, boolean batchNorm, boolean userId, int history) throws Exception {
    assumeTrue(runtimeIsThere(), "the Python that PYTHON names, or python3, has no onnxruntime: exported towers are not read by it");
    var model =
        TowerKindForTests.KIND
            .trainer(TowerTrainingTest.with("layers", layers, "activation", activation, "batchNorm", batchNorm, "userId", userId, "history", history, "epochs", 2))
            .train(TowerModelTest.planted(), Job.DEFAULT);
    model.exportOnnx(folder);
    var towers = model.towers();

    var items = towers.item.new Pass();
    items.reset(3);
    var features = towers.itemFeatures.batch();
    for (int item : new int[] {3, 17, 41}) {
      towers.itemFeatures.encode(dev.tributary.feature.Row.of(TowerModelTest.item(item)), features);
      towers.addItem(item == 41 ? towers.items : model.items().indexOf("i" + item), features, features.rows() - 1, items);
    }
    compare(towers.item, items, names(List.of("id"), towers.itemFeatures), towers.config.dim(), "item.onnx");

    var users = towers.user.new Pass();
    users.reset(3);
    for (int user = 0; user < 3; user++) {
      towers.addUser(user, model.users().features(), user, users);
      for (int n = 0; n < user && history > 0; n++) { // none, one, two
        towers.histories(users).add(5 * n + user);
      }
    }
    var own = new ArrayList<String>();
    if (userId) {
      own.add("id");
    }
    if (history > 0) {
      own.add("history");
    }
    compare(towers.user, users, names(own, towers.userFeatures), towers.config.dim(), "user.onnx");
  }

  private static List<String> names(List<String> own, FeatureTransform transform) {
    var names = new ArrayList<>(own);
    IntStream.range(0, transform.slotFeatures()).mapToObj(transform::field).forEach(names::add);
    assertThat(names).as("a feature with slots").hasSizeGreaterThan(own.size());
    assertThat(transform.width()).as("floats").isPositive();
    names.add("floats");
    return names;
  }

  private void compare(Tower tower, Tower.Pass pass, List<String> names, int dim, String file) throws Exception {
    tower.forward(pass, false, 0, new ArrayProduct());
    Files.writeString(folder.resolve("in.json"), json(pass, names));
    var errors = folder.resolve("errors");
    var process = new ProcessBuilder(PYTHON, "-c", RUN, folder.resolve(file).toString(), folder.resolve("in.json").toString()).redirectError(errors.toFile()).start();
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(Files.readString(errors)).contains("features ");
    assertThat(lines).hasSize(pass.rows);
    for (int row = 0; row < pass.rows; row++) {
      String[] cells = lines.get(row).split(" ");
      assertThat(cells).hasSize(dim);
      for (int i = 0; i < dim; i++) {
        assertThat(Float.parseFloat(cells[i])).as("%s row %d", file, row).isCloseTo(pass.out[row * dim + i], within(1e-5f));
      }
    }
  }

  private static String json(Tower.Pass pass, List<String> names) {
    var entries = new ArrayList<String>();
    for (int t = 0; t < pass.bags.length; t++) {
      var bags = pass.bags[t];
      int longest = IntStream.range(0, pass.rows).map(row -> bags.end(row) - bags.start(row)).max().orElse(0);
      var rows = new ArrayList<List<Integer>>();
      for (int row = 0; row < pass.rows; row++) {
        int from = bags.start(row);
        int count = bags.end(row) - from;
        rows.add(IntStream.range(0, longest).mapToObj(n -> n < count ? bags.row(from + n) : -1).toList());
      }
      entries.add('"' + names.get(t) + "\": " + rows);
    }
    int width = pass.floats.length / pass.rows;
    entries.add("\"floats\": " + IntStream.range(0, pass.rows).mapToObj(row -> Arrays.toString(Arrays.copyOfRange(pass.floats, row * width, (row + 1) * width))).toList());
    return entries.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  @Test
  void theFileIsTheSameForTheSameModel() throws IOException {
    var model = TowerKindForTests.KIND.trainer(TowerTrainingTest.with("epochs", 1)).train(TowerModelTest.planted(), Job.DEFAULT);
    model.exportOnnx(folder.resolve("a"));
    model.exportOnnx(folder.resolve("b"));
    assertThat(folder.resolve("a/user.onnx")).hasSameBinaryContentAs(folder.resolve("b/user.onnx"));
    model.exportOnnx(folder.resolve("a")); // over the old files
    assertThat(folder.resolve("a/item.onnx")).hasSameBinaryContentAs(folder.resolve("b/item.onnx"));
  }
}
