package dev.tributary.retrieval.fm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.sgd.Descent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FmTest {
  /** Even users take even items, odd users odd ones; n 0..9 have interests, the items 10 and 11 are in the catalog alone. */
  private static TrainingData planted() {
    var log = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      log.append("u").append(user);
      for (int n = 0; n < 3; n++) {
        log.append(" i").append((user + 2 * ((user / 2 + n * n) % 5)) % 10);
      }
      log.append(";");
    }
    var items = new ArrayList<Item>();
    for (int item = 0; item < 12; item++) {
      items.add(Item.builder("i" + item).categories(List.of(item % 2 == 0 ? "nature" : "motor", "all")).author("a" + item % 3).attribute("price", (double) item % 4).build());
    }
    var catalog = Catalog.of(items);
    for (int user = 0; user < 40; user++) {
      catalog.put(new User("u" + user, Map.of("age", (double) (20 + user % 5), "city", user % 3 == 0 ? "Oslo" : "Rome")));
    }
    return TrainingData.of(Interactions.parse(log.toString())).withCatalog(catalog);
  }

  @Test
  void theTwoVectorsGiveTheWholeScoreButForWhatTheUserHasAlone() {
    var data = planted();
    var interests = data.interests();
    var items = data.allItems();
    var config = Fm.KIND.defaults().withEpochs(20).withRate(0.1, 1);
    var descent = new Descent("fm", config, interests, Job.DEFAULT);
    var machine = new Machine(config, Features.of(interests.users(), items, data.catalog()), interests.items().indexesIn(items), descent.blocks(), 42);
    descent.run(machine, machine);
    for (int user = 0; user < 40; user += 3) {
      double alone = Double.NaN;
      for (int item = 0; item < items.size(); item++) {
        double split = machine.itemAlone(item);
        for (int p = 0; p < config.factors(); p++) {
          split += (double) machine.userVector(user)[p] * machine.itemVector(item)[p];
        }
        double difference = machine.score(user, item) - split;
        alone = item == 0 ? difference : alone;
        assertThat(difference).isCloseTo(alone, within(1e-4));
      }
    }
  }

  @Test
  void theModelHoldsTheSplit() {
    var data = planted();
    var model = Fm.KIND.trainer(Fm.KIND.defaults()).train(data, Job.DEFAULT);
    assertThat(model.items().size()).isEqualTo(12);
    assertThat(model.itemVectors().vectors().columns()).isEqualTo(33);
    assertThat(model.userVectors().vector("u0").orElseThrow()[32]).isEqualTo(1);
  }

  @Test
  void anItemThatNobodyTookIsFoundByItsAttributes() {
    var model = Fm.KIND.trainer(Fm.KIND.defaults()).train(planted(), Job.DEFAULT);
    int right = 0;
    for (int user = 0; user < 40; user++) {
      right += model.score("u" + user, "i1" + user % 2).orElseThrow() > model.score("u" + user, "i1" + (1 - user % 2)).orElseThrow() ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(36); // i10 is nature and i11 motor
  }

  @Test
  void attributesAreOneHotAndListsShareOne() {
    var data = planted();
    var features = Features.of(data.interests().users(), data.allItems(), data.catalog());
    assertThat(features.count()).isEqualTo(3 + 3 + 4 + 5 + 2); // categories, authors, prices; ages, cities
    int item = data.allItems().indexOf("i4");
    assertThat(features.items().values()[item]).containsExactlyInAnyOrder(1f, 0.5f, 0.5f, 1f);
    var items = new ArrayList<Item>();
    for (int n = 0; n < 200; n++) {
      items.add(Item.builder("i" + n).attribute("weight", n + 0.5).attribute("new", n % 2 == 0).build());
    }
    var measured = Catalog.of(items);
    assertThat(Features.of(data.interests().users(), data.allItems(), measured).count()).isEqualTo(2 + 12); // of 12 items known here, weights are still few
    assertThat(Features.of(data.interests().users(), TrainingData.of(Interactions.parse("")).withCatalog(measured).allItems(), measured).count()).isEqualTo(2);
  }

  @Test
  void aSharedRowMovesByTheMeanOfTheBlocksThatTouchedIt() {
    var shared = new SharedRows(new float[][] {{1}, {1}, {1}}, 3);
    shared.row(0, 0)[0] = 4;
    shared.row(0, 2)[0] = 3;
    shared.row(1, 1)[0] = 0;
    assertThat(shared.row(0)[0]).isEqualTo(1);
    shared.settle();
    assertThat(shared.row(0)[0]).isEqualTo(3.5f); // 1 + (3 + 2) / 2
    assertThat(shared.row(1)[0]).isZero();
    assertThat(shared.row(2)[0]).isEqualTo(1);
    assertThat(shared.row(0, 0)[0]).isEqualTo(3.5f);
  }
}
