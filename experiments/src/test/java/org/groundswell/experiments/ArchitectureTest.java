package org.groundswell.experiments;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms run one way, to {@code core}. */
class ArchitectureTest {
  private static final String[] CORE = {
    "org.groundswell.post..",
    "org.groundswell.feature..",
    "org.groundswell.frame..",
    "org.groundswell.window..",
    "org.groundswell.scale..",
    "org.groundswell.loss..",
    "org.groundswell.evaluate..",
    "org.groundswell.statistics..",
    "org.groundswell.model..",
    "org.groundswell.backtest.."
  };
  private static final String DATA = "org.groundswell.data..";
  private static final String TEXT = "org.groundswell.text..";
  private static final String MODELS = "org.groundswell.models..";
  private static final String ACCELERATE = "org.groundswell.accelerate..";
  private static final String EXPERIMENTS = "org.groundswell.experiments..";

  private static JavaClasses product;

  @BeforeAll
  static void importProduct() {
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.groundswell");
    assertThat(product).hasSizeGreaterThan(50);
  }

  @Test
  void core_knowsNoOtherRoomAndNoBackend() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            DATA,
            TEXT,
            ACCELERATE,
            MODELS,
            EXPERIMENTS,
            "ai.onnxruntime..",
            "org.deeplearning4j..",
            "org.nd4j.linalg.cpu..",
            "org.nd4j.linalg.jcublas..",
            "tech.tablesaw..")
        .check(product);
  }

  @Test
  void data_knowsOnlyCore() {
    noClasses()
        .that()
        .resideInAPackage(DATA)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TEXT, MODELS, EXPERIMENTS)
        .check(product);
  }

  @Test
  void text_knowsOnlyCore() {
    noClasses()
        .that()
        .resideInAPackage(TEXT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DATA, ACCELERATE, MODELS, EXPERIMENTS)
        .check(product);
  }

  @Test
  void accelerate_knowsNoOtherRoomButCore() {
    noClasses()
        .that()
        .resideInAPackage(ACCELERATE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DATA, TEXT, MODELS, EXPERIMENTS)
        .check(product);
  }

  @Test
  void models_knowOnlyCoreAndThemselves() {
    noClasses()
        .that()
        .resideInAPackage(MODELS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DATA, TEXT, EXPERIMENTS)
        .check(product);
    // what the networks of DL4J share is the one room among them that others may enter
    slices()
        .matching("org.groundswell.models.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAPackage("org.groundswell.models.dl4j.."))
        .check(product);
  }

  @Test
  void onlyExperiments_namesConfigurationFilesAndTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(EXPERIMENTS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "com.sun.jna..")
        .check(product);
  }

  @Test
  void packagesOfCore_haveNoCycles() {
    slices().matching("org.groundswell.(*)..").should().beFreeOfCycles().check(product);
  }

  @Test
  void nothing_readsSerialisedObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.deeplearning4j.util.ModelSerializer")
        .check(product);
  }

  @Test
  void classes_areFinalUnlessMadeToBeExtended() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .orShould()
        .haveModifier(JavaModifier.ABSTRACT)
        .check(product);
  }
}
