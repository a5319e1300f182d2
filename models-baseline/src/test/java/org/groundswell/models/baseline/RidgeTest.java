package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.NormalEquations.Line;
import org.groundswell.models.baseline.SyntheticRows.Row;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeTest {
  private static final Loss MSE = new Loss.MeanSquared();
  private static final SyntheticRows ROWS = SyntheticRows.planted(500, 3);
  private static final int[] TRAINING = range(0, 300);
  private static final int[] VALIDATION = range(310, 400);

  private static Ridge fitted(ScaledFrame data, Loss loss, double penalty) {
    Ridge ridge = new Ridge(RidgeConfig.defaults(), spec(data, loss));
    ridge.fit(data, TRAINING, new Stopping.AtChoice(penalty), FitListener.NONE);
    return ridge;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 3, 1000})
  void fit_missingTargetsAndColumns_isLeastSquaresOnRowsAugmentedByThePenalty(double penalty) {
    ScaledFrame data = ROWS.scaled(Form.DEVIATION, TRAINING);
    int inputs = data.features() - 5;

    Ridge ridge = fitted(data, MSE, penalty);

    for (int t = 0; t < 2; t++) {
      double[] expected = augmentedLeastSquares(data, inputs, t, penalty);
      Line line = ridge.lines().get(t);
      assertThat(line.intercept()).isCloseTo(expected[0], within(1e-9));
      assertThat(line.weights()).hasSize(inputs);
      for (int i = 0; i < inputs; i++) {
        assertThat(line.weights()[i]).isCloseTo(expected[1 + i], within(1e-9));
      }
    }
  }

  /** Intercept and weights; a row √penalty · eᵢ with target 0 for each input i adds the penalty. */
  private static double[] augmentedLeastSquares(
      ScaledFrame data, int inputs, int target, double penalty) {
    List<double[]> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    float[] encoding = new float[data.features()];
    for (int row : TRAINING) {
      if (!Double.isNaN(data.z(row, target))) {
        data.writeQuery(row, encoding, 0);
        double[] design = new double[inputs + 1];
        design[0] = 1;
        IntStream.range(0, inputs).forEach(i -> design[1 + i] = encoding[i]);
        x.add(design);
        y.add(data.z(row, target));
      }
    }
    for (int i = 0; i < inputs; i++) {
      double[] design = new double[inputs + 1];
      design[1 + i] = Math.sqrt(penalty);
      x.add(design);
      y.add(0.0);
    }
    OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
    regression.setNoIntercept(true);
    regression.newSampleData(
        y.stream().mapToDouble(Double::doubleValue).toArray(), x.toArray(double[][]::new));
    return regression.estimateRegressionParameters();
  }

  /** {@code likes = 5 + 2a − 3b} with flags, so that inputs are not scaled. */
  private static SyntheticRows line(double noise, int noiseColumns) {
    List<Column> columns = new ArrayList<>(List.of(Column.flag("a", "g"), Column.flag("b", "g")));
    IntStream.range(0, noiseColumns).forEach(k -> columns.add(Column.flag("noise" + k, "g")));
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < 500; k++) {
      float[] known = new float[columns.size()];
      for (int c = 0; c < known.length; c++) {
        known[c] = random.nextInt(2);
      }
      double likes = 5 + 2 * known[0] - 3 * known[1] + noise * random.nextDouble(-1, 1);
      rows.add(new Row("nasa", 0, known, new double[] {likes}));
    }
    return new SyntheticRows(new Schema(columns, List.of("likes")), rows);
  }

  private static final TargetTransform.Config PLAIN =
      new TargetTransform.Config(false, List.of(), Form.LEVEL);

  @Test
  void fit_plantedLine_recoversItsCoefficients() {
    ScaledFrame data = line(0, 0).scaled(PLAIN, TRAINING);

    Ridge ridge = fitted(data, MSE, 1e-6);

    Line line = ridge.lines().get(0);
    assertThat(line.intercept()).isCloseTo(5, within(1e-6));
    assertThat(line.weights()[0]).isCloseTo(2, within(1e-6));
    assertThat(line.weights()[1]).isCloseTo(-3, within(1e-6));
  }

  @Test
  void fit_onValidation_choosesThePenaltyWithTheSmallestLoss() {
    // given as good as nothing to learn, so that a strong penalty helps
    ScaledFrame data = line(500, 60).scaled(PLAIN, TRAINING);
    Loss mae = new Loss.MeanAbsolute();

    // when
    Fit fit =
        new Ridge(RidgeConfig.defaults(), spec(data, mae))
            .fit(data, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);

    // then
    double best = Double.NaN;
    double bestLoss = Double.POSITIVE_INFINITY;
    for (double penalty : RidgeConfig.defaults().penalties()) {
      float[] z = fitted(data, mae, penalty).forecast(data, VALIDATION);
      double sum = 0;
      for (int k = 0; k < VALIDATION.length; k++) {
        sum += Math.abs(data.z(VALIDATION[k], 0) - z[k]);
      }
      if (sum < bestLoss) {
        best = penalty;
        bestLoss = sum;
      }
    }
    assertThat(fit.choice()).isEqualTo(best).isGreaterThan(10);
    assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.CLOSED_FORM);
  }

  @Test
  void fit_onValidationOfAPlainLine_choosesTheLowestPenalty() {
    ScaledFrame data = line(0, 0).scaled(PLAIN, TRAINING);

    Fit fit =
        new Ridge(RidgeConfig.defaults(), spec(data, MSE))
            .fit(data, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);

    assertThat(fit.choice()).isEqualTo(0.01);
  }

  @Test
  void fit_severalTargetsOfTheSameRows_isAsEachAlone() {
    // given the same targets twice: together they share one X'X, with a gap they don't
    List<Row> both = new ArrayList<>();
    List<Row> gap = new ArrayList<>();
    for (Row row : ROWS.rows()) {
      double shares = row.targets()[1];
      both.add(new Row(row.group(), row.stratum(), row.known(), new double[] {shares, shares}));
      double other = gap.size() == 1 ? Double.NaN : shares;
      gap.add(new Row(row.group(), row.stratum(), row.known(), new double[] {other, shares}));
    }
    ScaledFrame data = new SyntheticRows(ROWS.schema(), both).scaled(Form.LEVEL, TRAINING);
    ScaledFrame withGap = new SyntheticRows(ROWS.schema(), gap).scaled(Form.LEVEL, TRAINING);

    // when
    List<Line> together = fitted(data, MSE, 1).lines();
    List<Line> apart = fitted(withGap, MSE, 1).lines();

    // then
    assertThat(together.get(0).weights()).isEqualTo(together.get(1).weights());
    assertThat(apart.get(1).weights()).isEqualTo(together.get(1).weights());
    assertThat(apart.get(0).weights()).isNotEqualTo(together.get(0).weights());
  }

  @Test
  void forecast_quantileLoss_coversItsShareOfTrainingRows() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    List<Double> levels = List.of(0.1, 0.5, 0.9);

    float[] z = fitted(data, new Loss.Quantile(levels), 1).forecast(data, TRAINING);

    for (int level = 0; level < 3; level++) {
      int below = 0;
      int observed = 0;
      for (int k = 0; k < TRAINING.length; k++) {
        double likes = data.z(TRAINING[k], 0);
        observed += Double.isNaN(likes) ? 0 : 1;
        below += likes < z[k * 6 + level] ? 1 : 0;
      }
      assertThat((double) below / observed).isCloseTo(levels.get(level), within(0.01));
    }
  }

  @Test
  void fit_noKnownColumns_isTheMean() {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < 500; k++) {
      rows.add(new Row("nasa", 0, new float[0], new double[] {k % 2}));
    }
    ScaledFrame data =
        new SyntheticRows(new Schema(List.of(), List.of("likes")), rows).scaled(PLAIN, TRAINING);

    assertThat(fitted(data, MSE, 1).forecast(data, new int[] {400})).containsExactly(0.5f);
  }

  @Test
  void forecast_notFitted_isRefused() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    Ridge ridge = new Ridge(RidgeConfig.defaults(), spec(data, MSE));

    assertThatThrownBy(() -> ridge.forecast(data, TRAINING))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void config_penaltiesNotPositiveOrNotAscending_areRefused() {
    for (List<Double> wrong :
        List.of(List.<Double>of(), List.of(0.0), List.of(2.0, 1.0), List.of(1.0, 1.0 / 0.0))) {
      assertThatThrownBy(() -> new RidgeConfig(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
