package dev.tributary.connect.milvus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who knows what: this module little of the engine, and few of its classes the client. That the engine knows nothing of it, the build sees to. */
class MilvusRoomsTest {
  private static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.tributary.connect");

  @Test
  void ofTheEngineOnlyVectorsAreKnown() {
    noClasses()
        .that()
        .resideInAPackage("dev.tributary.connect.milvus")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tributary.ann.*..", "dev.tributary.data..", "dev.tributary.model..", "dev.tributary.retrieval..", "dev.tributary.home..", "dev.tributary.live..", "dev.tributary.catalog..")
        .check(HOUSE);
  }

  @Test
  void aFewClassesKnowTheClientOfTheServer() {
    noClasses()
        .that()
        .resideInAPackage("dev.tributary.connect.milvus")
        .and()
        .haveNameNotMatching(".*\\.(MilvusRemote|Connection|SetUp|Consistency|MilvusIndexType)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.milvus..", "com.google..")
        .check(HOUSE);
  }
}
