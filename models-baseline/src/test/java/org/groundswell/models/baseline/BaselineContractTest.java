package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.Stopping;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every baseline promises. */
class BaselineContractTest {
  private static final Loss QUANTILE = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
  private static final SyntheticRows ROWS = SyntheticRows.planted(600, 1);
  private static final int[] TRAINING = range(0, 400);
  private static final Stopping ON_VALIDATION = new Stopping.OnValidation(range(410, 500));
  private static final int[] TEST = range(510, 600);

  @SuppressWarnings("UnusedVariable") // read by name
  private static final List<String> NAMES = Baselines.NAMES;

  @TempDir Path folder;

  private static ScaledFrame data() {
    return ROWS.scaled(Form.DEVIATION, TRAINING);
  }

  private static Model fitted(String name, ScaledFrame data, Loss loss) {
    Model model = Baselines.create(name, spec(data, loss));
    model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
    return model;
  }

  static Stream<Loss> losses() {
    return Stream.of(
        new Loss.MeanAbsolute(), new Loss.MeanSquared(), new Loss.Huber(0.5), QUANTILE);
  }

  @Test
  @SuppressWarnings("rawtypes")
  void serviceLoader_baselines_areFoundByName() {
    Stream<ModelFactory> found =
        ServiceLoader.load(ModelFactory.class).stream().map(ServiceLoader.Provider::get);

    assertThat(found.map(ModelFactory::name)).containsExactlyElementsOf(Baselines.NAMES);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void forecast_anyLoss_isFiniteAndAsWideAsTargetsAndLevels(Loss loss) {
    ScaledFrame data = data();
    for (String name : Baselines.NAMES) {
      try (Model model = fitted(name, data, loss)) {
        float[] forecasts = model.forecast(data, TEST);
        assertThat(forecasts).as(name).hasSize(TEST.length * 2 * loss.levels().size());
        for (float z : forecasts) {
          assertThat(Float.isFinite(z)).as(name).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void forecast_quantileLoss_levelsAscend(String name) {
    ScaledFrame data = data();
    try (Model model = fitted(name, data, QUANTILE)) {
      float[] z = model.forecast(data, TEST);
      for (int at = 0; at < z.length; at += 3) {
        assertThat(z[at]).isLessThanOrEqualTo(z[at + 1]);
        assertThat(z[at + 1]).isLessThanOrEqualTo(z[at + 2]);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void forecast_rowAloneOrReversed_isTheSameBits(String name) {
    ScaledFrame data = data();
    try (Model model = fitted(name, data, QUANTILE)) {
      float[] together = model.forecast(data, TEST);
      int[] reversed = IntStream.range(0, TEST.length).map(k -> 599 - k).toArray();
      float[] backwards = model.forecast(data, reversed);
      for (int k = 0; k < TEST.length; k++) {
        float[] ofRow = Arrays.copyOfRange(together, k * 6, (k + 1) * 6);
        int other = TEST.length - 1 - k;
        assertThat(model.forecast(data, new int[] {TEST[k]})).isEqualTo(ofRow);
        assertThat(Arrays.copyOfRange(backwards, other * 6, (other + 1) * 6)).isEqualTo(ofRow);
      }
      assertThat(model.forecast(data, new int[0])).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void forecast_labelsUnknownAtItsInstantChanged_isTheSameBits(String name) {
    for (int row : new int[] {405, 512, 599}) {
      // given a frame in which nothing differs but what is not known at the row's instant
      ScaledFrame data = data();
      ScaledFrame mutated = ROWS.withOtherTargetsFrom(row - 2).scaled(Form.DEVIATION, TRAINING);
      Stopping early = new Stopping.OnValidation(range(401, 403));

      // when
      try (Model model = Baselines.create(name, spec(data, QUANTILE));
          Model ofMutated = Baselines.create(name, spec(mutated, QUANTILE))) {
        model.fit(data, TRAINING, early, FitListener.NONE);
        ofMutated.fit(mutated, TRAINING, early, FitListener.NONE);

        // then
        assertThat(ofMutated.forecast(mutated, new int[] {row}))
            .isEqualTo(model.forecast(data, new int[] {row}));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_again_givesTheSameBits(String name) {
    ScaledFrame data = data();
    try (Model model = fitted(name, data, QUANTILE);
        Model other = fitted(name, data(), QUANTILE)) {
      float[] once = model.forecast(data, TEST);
      model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);

      assertThat(model.forecast(data, TEST)).isEqualTo(once);
      assertThat(other.forecast(data, TEST)).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_atChoiceOfTheSameRows_givesTheSameBitsAsValidationDid(String name) {
    ScaledFrame data = data();
    try (Model model = Baselines.create(name, spec(data, QUANTILE));
        Model refitted = Baselines.create(name, spec(data, QUANTILE))) {
      Fit fit = model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      Fit refit =
          refitted.fit(data, TRAINING, new Stopping.AtChoice(fit.choice()), FitListener.NONE);

      assertThat(refit.choice()).isEqualTo(fit.choice());
      assertThat(refitted.forecast(data, TEST)).isEqualTo(model.forecast(data, TEST));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_rowsWithoutAnyTarget_teachNothing(String name) {
    // given training rows among which some lack both targets
    List<SyntheticRows.Row> rows = new ArrayList<>(ROWS.rows());
    for (int k = 0; k < 400; k += 5) {
      SyntheticRows.Row row = rows.get(k);
      double[] none = {Double.NaN, Double.NaN};
      rows.set(k, new SyntheticRows.Row(row.group(), row.stratum(), row.known(), none));
    }
    ScaledFrame data = new SyntheticRows(ROWS.schema(), rows).scaled(Form.LEVEL, TRAINING);
    int[] labelled = Arrays.stream(TRAINING).filter(row -> row % 5 != 0).toArray();

    // when
    try (Model all = Baselines.create(name, spec(data, QUANTILE));
        Model some = Baselines.create(name, spec(data, QUANTILE))) {
      all.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      some.fit(data, labelled, ON_VALIDATION, FitListener.NONE);

      // then
      assertThat(all.forecast(data, TEST)).isEqualTo(some.forecast(data, TEST));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_noRowsOrNoTarget_isRefused(String name) {
    ScaledFrame data = data();
    try (Model model = Baselines.create(name, spec(data, QUANTILE))) {
      assertThatThrownBy(() -> model.fit(data, new int[0], ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no training row");
      int[] withoutLikes = {0, 11, 22};
      assertThatThrownBy(() -> model.fit(data, withoutLikes, ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'likes'");
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void load_whatWasSaved_forecastsTheSameBits(String name) throws IOException {
    ScaledFrame data = data();
    try (Model model = fitted(name, data, QUANTILE);
        Model loaded = Baselines.create(name, spec(data, QUANTILE))) {
      model.save(folder);
      loaded.load(folder);

      assertThat(loaded.forecast(data, TEST)).isEqualTo(model.forecast(data, TEST));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void save_twice_writesTheSameBytes(String name) throws IOException {
    ScaledFrame data = data();
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    try (Model model = fitted(name, data, QUANTILE);
        Model other = fitted(name, data, QUANTILE)) {
      model.save(first);
      other.save(second);
    }
    for (Path file : files(first)) {
      assertThat(second.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void load_fileMissingCutOrForeign_isRefusedByName(String name) throws IOException {
    ScaledFrame data = data();
    try (Model model = fitted(name, data, QUANTILE);
        Model loaded = Baselines.create(name, spec(data, QUANTILE))) {
      model.save(folder);
      for (Path file : files(folder)) {
        byte[] whole = Files.readAllBytes(file);
        String fileName = file.getFileName().toString();

        Files.delete(file);
        assertThatThrownBy(() -> loaded.load(folder))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(fileName)
            .hasMessageContaining("missing");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> loaded.load(folder))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(fileName);
        Files.write(file, new byte[] {(byte) 0xff, 0, 1, 2});
        assertThatThrownBy(() -> loaded.load(folder))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(fileName);
        Files.write(file, whole);
      }
      loaded.load(folder);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_validationWithoutTargets_failsOnlyWhereSomethingIsChosen(String name) {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    int[] none = {}; // no row at all
    try (Model model = Baselines.create(name, spec(data, QUANTILE))) {
      if (name.equals("ridge") || name.equals("lightgbm")) {
        assertThatThrownBy(
                () -> model.fit(data, TRAINING, new Stopping.OnValidation(none), FitListener.NONE))
            .hasMessageContaining("validation");
      } else {
        model.fit(data, TRAINING, new Stopping.OnValidation(none), FitListener.NONE);
        assertThat((double) model.forecast(data, TEST)[0]).isCloseTo(0, within(10.0));
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
