package org.groundswell.models.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every model promises. A module gets these tests by one small class that says which factory
 * and configuration:
 *
 * <pre>{@code
 * class RidgeContractTest extends ModelContract<RidgeConfig> {
 *   RidgeContractTest() {
 *     super(new RidgeFactory(), RidgeConfig.defaults());
 *   }
 * }
 * }</pre>
 *
 * <p>The module takes {@code groundswell-models-contract} and an ND4J backend in the scope of
 * tests. Take a small configuration, with chance (dropout, bagging) if the model knows any: some
 * tests fit it hundreds of times. Models trained by gradients extend {@link GradientModelContract}.
 *
 * @param <C> the model's configuration
 */
public abstract class ModelContract<C extends Record> {
  private static final int ROUNDS = 5;
  private static final int FITS_A_ROUND = 40;

  static final Loss QUANTILE = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
  private static final Stopping ON_VALIDATION = new Stopping.OnValidation(PlantedRows.VALIDATION);
  private static final long SEED = 3;
  private static final PlantedRows USUAL = PlantedRows.usual();

  final ModelFactory<C> factory;
  final C config;

  @TempDir Path folder;

  protected ModelContract(ModelFactory<C> factory, C config) {
    this.factory = factory;
    this.config = config;
  }

  /**
   * By how much, in z, the forecast of a row may depend on the rows asked for with it; 0 where a
   * model gives the same bits.
   */
  protected float rowTolerance() {
    return 0;
  }

  /** Losses that the model is made for. */
  static Stream<Loss> losses() {
    return Stream.of(
        new Loss.MeanAbsolute(), new Loss.MeanSquared(), new Loss.Huber(0.5), QUANTILE);
  }

  static ModelSpec spec(ScaledFrame data, Loss loss, long seed) {
    TrainingConfig training =
        new TrainingConfig(3, 16, 1e-2, TrainingConfig.Schedule.EXPONENTIAL, 4, 1e-2, 1, 3, 0);
    return ModelSpec.of(data, loss, training, seed);
  }

  private Model create(ScaledFrame data) {
    return factory.create(config, spec(data, QUANTILE, SEED));
  }

  private Model fitted(ScaledFrame data, long seed) {
    Model model = factory.create(config, spec(data, QUANTILE, seed));
    model.fit(data, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE);
    return model;
  }

  /** Forecasts of the test rows after a fit. */
  private float[] forecasts(ScaledFrame data, long seed) {
    try (Model model = fitted(data, seed)) {
      return model.forecast(data, PlantedRows.TEST);
    }
  }

  @Test
  void serviceLoader_amongAllFactories_findsThisOne() {
    assertThat(ServiceLoader.load(ModelFactory.class))
        .filteredOn(found -> found.name().equals(factory.name()))
        .singleElement()
        .isInstanceOf(factory.getClass());
    assertThat(factory.defaults()).isInstanceOf(factory.configuration());
  }

  @Test
  void create_ofThisFactory_isTrainedByGradientsIfTheFactorySaysSo() {
    try (Model model = create(USUAL.scaled())) {
      assertThat(model instanceof GradientModel).isEqualTo(factory.gradientTrained());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void forecast_anyLoss_isFiniteAndAsWideAsTargetsAndLevels(Loss loss) {
    ScaledFrame data = USUAL.scaled();
    try (Model model = factory.create(config, spec(data, loss, SEED))) {
      model.fit(data, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE);
      float[] forecasts = model.forecast(data, PlantedRows.TEST);
      assertThat(forecasts).hasSize(PlantedRows.TEST.length * 2 * loss.levels().size());
      for (float z : forecasts) {
        assertThat(z).isFinite();
      }
    }
  }

  @Test
  void forecast_quantileLoss_levelsAscend() {
    float[] z = forecasts(USUAL.scaled(), SEED);
    for (int at = 0; at < z.length; at += 3) {
      assertThat(z[at]).isLessThanOrEqualTo(z[at + 1]);
      assertThat(z[at + 1]).isLessThanOrEqualTo(z[at + 2]);
    }
  }

  @Test
  void fit_sameSeed_givesTheSameBits() {
    assertThat(forecasts(USUAL.scaled(), SEED)).isEqualTo(forecasts(USUAL.scaled(), SEED));
  }

  @Test
  void fit_anotherSeed_givesAnotherResultIfThereIsChance() {
    ScaledFrame data = USUAL.scaled();
    float[] first = forecasts(data, SEED);
    float[] other = forecasts(data, SEED + 1);
    assertThat(Arrays.equals(first, other)).isEqualTo(!factory.hasChance(config));
  }

  @Test
  void fit_twice_givesTheBitsOfOnce() {
    ScaledFrame data = USUAL.scaled();
    try (Model model = fitted(data, SEED)) {
      float[] once = model.forecast(data, PlantedRows.TEST);
      model.fit(data, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE);
      assertThat(model.forecast(data, PlantedRows.TEST)).isEqualTo(once);
    }
  }

  @Test
  void fit_atWhatValidationChose_givesTheBitsOfTheFitThatChoseIt() {
    ScaledFrame data = USUAL.scaled();
    try (Model chosen = create(data);
        Model refitted = create(data)) {
      Fit fit = chosen.fit(data, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE);
      Stopping atChoice = new Stopping.AtChoice(fit.choice());
      Fit refit = refitted.fit(data, PlantedRows.TRAINING, atChoice, FitListener.NONE);

      assertThat(refit.choice()).isEqualTo(fit.choice());
      assertThat(refitted.forecast(data, PlantedRows.TEST))
          .isEqualTo(chosen.forecast(data, PlantedRows.TEST));
    }
  }

  @Test
  void fit_inTwoThreadsAtOnce_givesTheBitsOfOneAfterTheOther() {
    ScaledFrame data = USUAL.scaled();
    float[] first = forecasts(data, SEED);
    float[] second = forecasts(data, SEED + 1);

    CompletableFuture<float[]> left = CompletableFuture.supplyAsync(() -> forecasts(data, SEED));
    CompletableFuture<float[]> right =
        CompletableFuture.supplyAsync(() -> forecasts(data, SEED + 1));

    assertThat(left.join()).isEqualTo(first);
    assertThat(right.join()).isEqualTo(second);
  }

  @Test
  void fit_rowsWithoutAnyTarget_teachNothing() {
    ScaledFrame data = USUAL.scaled();
    assertThat(PlantedRows.trainingWithTargets()).hasSizeLessThan(PlantedRows.TRAINING.length);
    try (Model some = create(data)) {
      some.fit(data, PlantedRows.trainingWithTargets(), ON_VALIDATION, FitListener.NONE);
      assertThat(some.forecast(data, PlantedRows.TEST)).isEqualTo(forecasts(data, SEED));
    }
  }

  @Test
  void forecast_targetsUnknownAtItsInstantChanged_isTheSameBits() {
    for (int row : new int[] {PlantedRows.TRAINING.length + 3, PlantedRows.TEST[11]}) {
      // rows from two before are known only after this one
      ScaledFrame data = USUAL.scaled();
      ScaledFrame changed = USUAL.withOtherTargetsFrom(row - 2).scaled();
      assertThat(forecast(changed, row)).isEqualTo(forecast(data, row));
    }
  }

  private float[] forecast(ScaledFrame data, int row) {
    try (Model model = create(data)) {
      model.fit(data, PlantedRows.TRAINING, new Stopping.AtChoice(1), FitListener.NONE);
      return model.forecast(data, new int[] {row});
    }
  }

  @Test
  void forecast_aloneReversedOrAmongMany_isTheSame() {
    ScaledFrame data = USUAL.scaled();
    int[] rows = PlantedRows.TEST;
    int width = 6;
    try (Model model = fitted(data, SEED)) {
      float[] together = model.forecast(data, rows);
      int[] reversed =
          IntStream.range(0, rows.length).map(k -> rows[rows.length - 1 - k]).toArray();
      // more than fit into one batch
      int[] many = IntStream.range(0, 700).map(k -> rows[k % rows.length]).toArray();
      float[] backwards = model.forecast(data, reversed);
      float[] amongMany = model.forecast(data, many);
      for (int k = 0; k < rows.length; k++) {
        float[] expected = of(together, k, width);
        assertSame(model.forecast(data, new int[] {rows[k]}), expected);
        assertSame(of(backwards, rows.length - 1 - k, width), expected);
      }
      for (int k = 0; k < many.length; k++) {
        assertSame(of(amongMany, k, width), of(together, k % rows.length, width));
      }
    }
  }

  private static float[] of(float[] forecasts, int row, int width) {
    return Arrays.copyOfRange(forecasts, row * width, (row + 1) * width);
  }

  private void assertSame(float[] actual, float[] expected) {
    assertThat(actual).containsExactly(expected, Offset.offset(rowTolerance()));
  }

  @Test
  void forecast_noRows_isEmpty() {
    ScaledFrame data = USUAL.scaled();
    try (Model model = fitted(data, SEED)) {
      assertThat(model.forecast(data, new int[0])).isEmpty();
    }
  }

  @Test
  void fitAndForecast_theirInputs_stayAsTheyWere() {
    ScaledFrame data = USUAL.scaled();
    int[] training = PlantedRows.TRAINING.clone();
    int[] validation = PlantedRows.VALIDATION.clone();
    int[] test = PlantedRows.TEST.clone();
    List<Float> before = contents(data);
    try (Model model = create(data)) {
      model.fit(data, training, new Stopping.OnValidation(validation), FitListener.NONE);
      model.forecast(data, test);
    }
    assertThat(training).isEqualTo(PlantedRows.TRAINING);
    assertThat(validation).isEqualTo(PlantedRows.VALIDATION);
    assertThat(test).isEqualTo(PlantedRows.TEST);
    assertThat(contents(data)).isEqualTo(before).isEqualTo(contents(USUAL.scaled()));
  }

  /** Known columns, targets and encodings of all rows. */
  private static List<Float> contents(ScaledFrame data) {
    Frame frame = data.frame();
    List<Float> contents = new ArrayList<>();
    float[] encoding = new float[data.features()];
    for (int row = 0; row < frame.rows(); row++) {
      for (int column = 0; column < frame.schema().known().size(); column++) {
        contents.add(frame.known(row, column));
      }
      for (int target = 0; target < frame.schema().targets().size(); target++) {
        contents.add((float) frame.observed(row, target));
      }
      data.writeHistory(row, encoding, 0);
      addAll(encoding, contents);
      data.writeQuery(row, encoding, 0);
      addAll(encoding, contents);
    }
    return contents;
  }

  private static void addAll(float[] values, List<Float> to) {
    for (float value : values) {
      to.add(value);
    }
  }

  static Stream<PlantedRows> otherShapes() {
    return Stream.of(
        USUAL.withMoreColumns(1), USUAL.withOneMoreTarget(), USUAL.withLongerHistory());
  }

  @ParameterizedTest
  @MethodSource("otherShapes")
  void fitAndForecast_dataOfAnotherShape_areRefused(PlantedRows shape) {
    ScaledFrame other = shape.scaled();
    try (Model model = fitted(USUAL.scaled(), SEED)) {
      assertThatThrownBy(
              () -> model.fit(other, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the model was made for");
      assertThatThrownBy(() -> model.forecast(other, PlantedRows.TEST))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the model was made for");
    }
  }

  @Test
  void load_whatWasSaved_forecastsTheSameBits() throws IOException {
    ScaledFrame data = USUAL.scaled();
    try (Model saved = fitted(data, SEED);
        Model loaded = factory.create(config, spec(data, QUANTILE, SEED + 1))) {
      saved.save(folder);
      loaded.load(folder);
      assertThat(loaded.forecast(data, PlantedRows.TEST))
          .isEqualTo(saved.forecast(data, PlantedRows.TEST));
    }
  }

  @Test
  void save_ofTwoEqualFits_writesTheSameBytes() throws IOException {
    ScaledFrame data = USUAL.scaled();
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    try (Model model = fitted(data, SEED);
        Model other = fitted(data, SEED)) {
      model.save(first);
      other.save(second);
    }
    assertThat(files(first)).isNotEmpty();
    for (Path file : files(first)) {
      assertThat(second.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void load_ofAnotherShape_isRefusedByName() throws IOException {
    try (Model saved = fitted(USUAL.scaled(), SEED)) {
      saved.save(folder);
    }
    for (PlantedRows shape : List.of(USUAL.withMoreColumns(1), USUAL.withOneMoreTarget())) {
      try (Model other = create(shape.scaled())) {
        assertThatThrownBy(() -> other.load(folder))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(folder.toString());
      }
    }
  }

  @Test
  void load_fileMissingCutOrForeign_isRefusedByName() throws IOException {
    ScaledFrame data = USUAL.scaled();
    try (Model model = fitted(data, SEED);
        Model loaded = create(data)) {
      model.save(folder);
      for (Path file : files(folder)) {
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        assertRefused(loaded, file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(loaded, file);
        Files.write(file, new byte[] {(byte) 0xff, 0, 1, 2});
        assertRefused(loaded, file);
        Files.write(file, whole);
      }
      loaded.load(folder);
      assertThat(loaded.forecast(data, PlantedRows.TEST))
          .isEqualTo(model.forecast(data, PlantedRows.TEST));
    }
  }

  private void assertRefused(Model model, Path file) {
    assertThatThrownBy(() -> model.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.getFileName().toString());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void fit_noRowsOrNoTarget_isRefused() {
    ScaledFrame data = USUAL.scaled();
    int[] unlabelled =
        Arrays.stream(PlantedRows.TRAINING).filter(PlantedRows::withoutTargets).toArray();
    try (Model model = create(data)) {
      assertThatThrownBy(() -> model.fit(data, new int[0], ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no training row");
      assertThatThrownBy(() -> model.fit(data, unlabelled, ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(unlabelled.length + " training rows");
    }
  }

  @Test
  void fit_targetBeyondTheRangeOfFloat_namesRowAndTarget() {
    Frame usual = USUAL.frame();
    Frame.Builder builder = Frame.builder(usual.schema(), usual.labelDelay());
    for (int row = 0; row < usual.rows(); row++) {
      float[] known = new float[usual.schema().known().size()];
      for (int column = 0; column < known.length; column++) {
        known[column] = usual.known(row, column);
      }
      Instant instant = usual.instant(row);
      double[] targets = {usual.observed(row, 0), row == 7 ? 1e300 : usual.observed(row, 1)};
      builder.add("row" + row, "group", instant, 0, known, targets);
    }
    ScaledFrame data = USUAL.scaled(builder.build(), PlantedRows.plain());
    try (Model model = create(data)) {
      assertThatThrownBy(
              () -> model.fit(data, PlantedRows.TRAINING, ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(FitFailedException.class)
          .hasMessageContaining("'row7'")
          .hasMessageContaining("1.0E300")
          .hasMessageContaining("target1");
    }
  }

  /**
   * A leak takes memory in each round. What Java's own bookkeeping takes of the process's memory,
   * and the allocator gives back, comes in leaps of up to 13 MB that most rounds are without: the
   * second least growth was at most 0.5 MB for networks and 0.2 MB for other models.
   */
  @Test
  void fit_manyTimes_leavesNativeMemoryFlat() {
    // given columns so many that an array of the training rows is large; of networks they hardly
    // cost time
    ScaledFrame data = USUAL.withMoreColumns(factory.gradientTrained() ? 400 : 125).scaled();
    long array = (long) PlantedRows.TRAINING.length * data.features() * Float.BYTES;
    fit(data, FITS_A_ROUND);
    long[] growth = new long[ROUNDS];

    // when
    for (int round = 0; round < ROUNDS; round++) {
      long before = Pointer.physicalBytes();
      fit(data, FITS_A_ROUND);
      growth[round] = Pointer.physicalBytes() - before;
    }

    // then a third of one such array left behind in each fit is too much
    Arrays.sort(growth);
    assertThat(growth[1])
        .as("bytes more after %d fits, by round: %s", FITS_A_ROUND, Arrays.toString(growth))
        .isLessThan(FITS_A_ROUND * array / 3);
  }

  /** Ten fits of a model, and then the next. */
  private void fit(ScaledFrame data, int times) {
    int[] rows = IntStream.range(0, 128).map(k -> k % PlantedRows.TRAINING.length).toArray();
    TrainingConfig oneStep =
        new TrainingConfig(1, 128, 1e-3, TrainingConfig.Schedule.CONSTANT, 0, 0, 1, 1, 0);
    for (int fits = 0; fits < times; fits += 10) {
      try (Model model = factory.create(config, ModelSpec.of(data, QUANTILE, oneStep, SEED))) {
        for (int fit = 0; fit < 10; fit++) {
          model.fit(data, rows, new Stopping.AtChoice(1), FitListener.NONE);
          model.forecast(data, rows);
        }
      }
      // what the collector has yet to free is no leak, and the heap's own growth no native memory
      System.gc();
    }
  }
}
