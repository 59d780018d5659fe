package dev.tributary.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tributary.retrieval.ChannelKind;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house stands as ARCHITECTURE.md says: arrows point down, and no room leads back to itself. */
class HouseTest {
  private static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.tributary");

  private static String[] rooms(String... names) {
    return java.util.Arrays.stream(names).map(name -> "dev.tributary." + name + "..").toArray(String[]::new);
  }

  private static void below(String room, String... above) {
    noClasses().that().resideInAPackage("dev.tributary." + room + "..").should().dependOnClassesThat().resideInAnyPackage(rooms(above)).check(HOUSE);
  }

  @Test
  void noPackageNeedsItselfBack() {
    slices().matching("dev.tributary.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void arrowsPointDown() {
    String[] all = {"simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "feature", "ann", "nn", "live", "log", "model", "catalog", "data", "stats", "settings", "disk", "onnx"};
    below("math", all);
    below("disk", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log", "model", "catalog", "data");
    below("stats", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log", "model", "catalog", "data");
    below("data", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log", "model", "catalog");
    below("catalog", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log", "model");
    below("log", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live");
    below("model", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log");
    below("ann", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "live", "log", "catalog", "data");
    below("feature", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "ann", "log", "live");
    below("nn", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "ann", "live", "log", "catalog", "data");
    below("onnx", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "feature", "ann", "nn", "live", "log", "model", "catalog", "data", "settings");
    below("live", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "retrieval", "model");
    below("retrieval", "simulation", "evaluation", "home", "funnel", "reranking", "ranking", "live");
    below("ranking", "simulation", "evaluation", "home", "funnel", "reranking", "live");
    below("reranking", "simulation", "evaluation", "home", "funnel", "ranking", "retrieval", "live");
    below("funnel", "simulation", "evaluation", "home");
    below("evaluation", "simulation", "home");
  }

  @Test
  void nothingThatLearnsOrServesKnowsTheSimulation() {
    noClasses()
        .that()
        .resideInAPackage("dev.tributary..")
        .and()
        .resideOutsideOfPackage("dev.tributary.simulation..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tributary.simulation..")
        .check(HOUSE);
  }

  /** The folders under {@code retrieval} that hold a kind of channel. */
  private static Set<String> channels() {
    return HOUSE.stream()
        .filter(type -> type.isAssignableTo(ChannelKind.class) && !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void channelsDoNotKnowEachOther() {
    assertThat(channels()).contains("dev.tributary.retrieval.itemcf", "dev.tributary.retrieval.popular");
    for (String channel : channels()) {
      noClasses()
          .that()
          .resideInAPackage(channel)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(channels().stream().filter(other -> !other.equals(channel)).toArray(String[]::new))
          .check(HOUSE);
    }
  }

  @Test
  void fourClassesImportTheVectorApi() {
    noClasses()
        .that()
        .doNotHaveSimpleName("VectorArithmetic")
        .and()
        .doNotHaveSimpleName("VectorRows")
        .and()
        .doNotHaveSimpleName("VectorCodes")
        .and()
        .doNotHaveSimpleName("VectorSystems")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .allowEmptyShould(true)
        .check(HOUSE);
  }
}
