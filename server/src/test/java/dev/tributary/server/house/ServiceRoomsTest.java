package dev.tributary.server.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the service stand as ARCHITECTURE.md says. */
class ServiceRoomsTest {
  private static final JavaClasses SERVICE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.tributary.server");

  @Test
  void noRoomNeedsItselfBack() {
    slices().matching("dev.tributary.server.(*)..").should().beFreeOfCycles().check(SERVICE);
    noClasses().that().resideInAPackage("dev.tributary.server.*..").should().dependOnClassesThat().resideInAPackage("dev.tributary.server").check(SERVICE);
  }

  @Test
  void theWireKnowsNothingOfRecommendingAndOneRoomKnowsTheLibrary() {
    noClasses().that().resideInAnyPackage("dev.tributary.server.http..", "dev.tributary.server.keys..", "dev.tributary.server.metrics..").should().dependOnClassesThat().resideInAnyPackage("dev.tributary.funnel..", "dev.tributary.home..", "dev.tributary.retrieval..").check(SERVICE);
    noClasses().that().resideOutsideOfPackage("dev.tributary.server.http..").should().dependOnClassesThat().resideInAPackage("io.helidon..").check(SERVICE);
  }
}
