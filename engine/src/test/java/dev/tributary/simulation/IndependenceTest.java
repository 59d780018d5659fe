package dev.tributary.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The truth is of no model's making, and no model knows the truth. */
class IndependenceTest {
  private static final String HERE = "dev.tributary.simulation..";

  @Test
  void theSimulationKnowsNothingOfChannelsModelsOrTheFunnel() {
    var code = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.tributary");
    classes()
        .that()
        .resideInAPackage(HERE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            HERE, "dev.tributary.data..", "dev.tributary.catalog..", "dev.tributary.math..", "dev.tributary.settings..", "java..", "tools.jackson..", "org.jspecify..")
        .check(code);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.tributary.retrieval..", "dev.tributary.funnel..", "dev.tributary.model..", "dev.tributary.live..", "dev.tributary.ranking..",
            "dev.tributary.reranking..", "dev.tributary.catalog..", "dev.tributary.data..", "dev.tributary.math..", "dev.tributary.log..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(HERE)
        .allowEmptyShould(true)
        .check(code);
  }
}
