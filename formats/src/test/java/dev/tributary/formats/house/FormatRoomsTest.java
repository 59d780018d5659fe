package dev.tributary.formats.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each format keeps its library to itself. */
class FormatRoomsTest {
  private static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.tributary.formats");

  @Test
  void noPackageNeedsItselfBack() {
    slices().matching("dev.tributary.formats.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void onlyParquetKnowsItsLibraryAndTheStandInsForHadoop() {
    noClasses().that().resideOutsideOfPackage("dev.tributary.formats.parquet").should().dependOnClassesThat().resideInAnyPackage("org.apache..", "blue..").check(HOUSE);
  }

  @Test
  void formatsDoNotKnowEachOther() {
    noClasses().that().resideInAPackage("dev.tributary.formats.tfrecord").should().dependOnClassesThat().resideInAnyPackage("dev.tributary.formats.parquet", "dev.tributary.formats.zstd").check(HOUSE);
    noClasses().that().resideInAPackage("dev.tributary.formats.parquet").should().dependOnClassesThat().resideInAnyPackage("dev.tributary.formats.tfrecord", "dev.tributary.formats.zstd").check(HOUSE);
  }
}
