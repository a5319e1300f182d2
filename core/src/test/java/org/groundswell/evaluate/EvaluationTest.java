package org.groundswell.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final long DAY = 24 * 3600 * 1000L;

  @Test
  void metrics_tiesAndHeavyTails_areThoseOfScikitLearnAndSciPy() throws IOException {
    // given
    List<double[]> rows =
        csv("reference-rows.csv").stream()
            .map(cells -> Stream.of(cells).mapToDouble(Double::parseDouble).toArray())
            .toList();
    Scored scored =
        new Scored(
            new int[rows.size()],
            new long[rows.size()],
            rows.stream().mapToDouble(row -> row[0]).toArray(),
            rows.stream().mapToDouble(row -> row[2]).toArray(),
            rows.stream().map(row -> Arrays.copyOfRange(row, 1, 4)).toArray(double[][]::new),
            new double[] {0.1, 0.5, 0.9},
            ones(rows.size()));

    // when
    Map<Metric, Double> metrics = Evaluation.metrics(scored);

    // then
    List<String[]> expected = csv("reference-metrics.csv");
    assertThat(expected).hasSize(10);
    for (String[] line : expected) {
      double value = Double.parseDouble(line[1]);
      assertThat(metrics.get(Metric.of(line[0]).orElseThrow()))
          .as(line[0])
          .isCloseTo(value, within(1e-12 * Math.abs(value)));
    }
  }

  /** The cells of a resource's lines after its comment and header. */
  private static List<String[]> csv(String name) throws IOException {
    try (InputStream in = EvaluationTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(2)
          .map(line -> line.split(",", -1))
          .toList();
    }
  }

  private static double[] ones(int rows) {
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Point forecasts of one author's posts a day apart. */
  private static Scored points(double[] actual, double[] forecast) {
    return new Scored(
        new int[actual.length],
        LongStream.range(0, actual.length).map(k -> k * DAY).toArray(),
        actual,
        forecast,
        new double[0][],
        new double[0],
        ones(actual.length));
  }

  private static Scored withQuantiles(Scored scored, double[] levels, double[]... quantiles) {
    return new Scored(
        scored.group(),
        scored.millis(),
        scored.actual(),
        scored.forecast(),
        quantiles,
        levels,
        scored.naiveError());
  }

  @Test
  void metrics_naiveErrorsThatDiffer_divideEachRowsError() {
    Scored points = points(new double[] {10, 0, 5}, new double[] {4, 3, 5});
    Scored scored =
        new Scored(
            points.group(),
            points.millis(),
            points.actual(),
            points.forecast(),
            points.quantiles(),
            points.levels(),
            new double[] {2, 6, 100});

    // 6/2, 3/6 and 0
    assertThat(Evaluation.metrics(scored).get(Metric.MASE)).isCloseTo(3.5 / 3, within(1e-15));
  }

  @Test
  void metrics_outcomesOnAndBeyondTheOuterQuantiles_coverTheEdges() {
    Scored points = points(new double[] {1, 2, 5, 6, 0}, new double[] {3, 3, 3, 3, 3});
    double[] quantiles = {1, 3, 5};

    Map<Metric, Double> metrics =
        Evaluation.metrics(
            withQuantiles(
                points,
                new double[] {0.1, 0.5, 0.9},
                quantiles,
                quantiles,
                quantiles,
                quantiles,
                quantiles));

    assertThat(metrics.get(Metric.COVERAGE)).isEqualTo(0.6);
  }

  @Test
  void metrics_medianOnly_hasPinballOfHalfTheAbsoluteErrorAndNoCoverage() {
    Scored points = points(new double[] {1, 2}, new double[] {0, 9});

    Map<Metric, Double> metrics =
        Evaluation.metrics(
            withQuantiles(points, new double[] {0.5}, new double[] {0}, new double[] {9}));

    assertThat(metrics).doesNotContainKey(Metric.COVERAGE);
    assertThat(metrics.get(Metric.LOG1P_PINBALL))
        .isCloseTo(metrics.get(Metric.LOG1P_MAE) / 2, within(1e-15));
  }

  @Test
  void metrics_pointForecasts_areInOrderAndWithoutQuantileMetrics() {
    Map<Metric, Double> metrics =
        Evaluation.metrics(points(new double[] {1, 2, 4}, new double[] {1, 3, 3}));

    EnumSet<Metric> expected =
        EnumSet.complementOf(EnumSet.of(Metric.LOG1P_PINBALL, Metric.COVERAGE));
    assertThat(metrics.keySet()).containsExactlyElementsOf(expected);
  }

  @Test
  void metrics_constantOutcomes_haveNoVarianceRanksOrDuels() {
    // 0.1 thrice does not sum to thrice 0.1: a variance of rounding errors must not count
    Map<Metric, Double> metrics =
        Evaluation.metrics(points(new double[] {.1, .1, .1}, new double[] {1, 2, 3}));

    assertThat(metrics)
        .doesNotContainKeys(Metric.R2, Metric.LOG1P_R2, Metric.SPEARMAN, Metric.DUEL)
        .containsKeys(Metric.MAE, Metric.MASE);
  }

  @Test
  void metrics_constantForecasts_haveR2ButNoSpearman() {
    Map<Metric, Double> metrics =
        Evaluation.metrics(points(new double[] {0, 2, 4}, new double[] {2, 2, 2}));

    assertThat(metrics).doesNotContainKey(Metric.SPEARMAN).containsEntry(Metric.R2, 0.0);
    assertThat(metrics).containsEntry(Metric.DUEL, 0.5);
  }

  @Test
  void metrics_oneRow_hasErrorsOnly() {
    assertThat(Evaluation.metrics(points(new double[] {3}, new double[] {1})))
        .containsOnlyKeys(
            Metric.LOG1P_MAE, Metric.LOG1P_RMSE, Metric.MSLE, Metric.MAE, Metric.RMSE, Metric.MASE)
        .containsEntry(Metric.MAE, 2.0);
  }

  @Test
  void metrics_duelsOfOneAuthor_countWinsAndHalfTies() {
    // pairs by outcome: 1<2 forecast tied, 1<3 won, 2<3 won, and the equal outcomes 3, 3 do not
    // meet
    Map<Metric, Double> metrics =
        Evaluation.metrics(points(new double[] {1, 2, 3, 3}, new double[] {5, 5, 6, 4}));

    // 1-2 half; 1-3 won, 1-3' lost; 2-3 won, 2-3' lost; equal outcomes do not meet
    assertThat(metrics.get(Metric.DUEL)).isEqualTo(2.5 / 5);
  }

  @Test
  void metrics_duelsAcrossAuthorsOrMoreThanAWeekApart_doNotCount() {
    Scored scored =
        new Scored(
            new int[] {0, 1, 0, 1},
            new long[] {0, 1, 7 * DAY, 7 * DAY + 2},
            new double[] {1, 2, 3, 4},
            new double[] {1, 2, 3, 0},
            new double[0][],
            new double[0],
            ones(4));

    // author 0's two are exactly a week apart, author 1's a millisecond more
    assertThat(Evaluation.metrics(scored)).containsEntry(Metric.DUEL, 1.0);
  }

  @Test
  void metrics_busyAuthor_meetsTheNextThousandOnly() {
    // given 1,002 posts at once: the first is better than all and forecast so; only the last, which
    // it does not meet, has a higher forecast
    int posts = Duels.OPPONENTS + 2;
    double[] actual = new double[posts];
    double[] forecast = new double[posts];
    actual[0] = 1;
    forecast[0] = 1;
    forecast[posts - 1] = 2;
    Scored points = points(actual, forecast);
    Scored scored =
        new Scored(
            points.group(),
            new long[posts],
            actual,
            forecast,
            points.quantiles(),
            points.levels(),
            points.naiveError());

    assertThat(Evaluation.metrics(scored)).containsEntry(Metric.DUEL, 1.0);
  }

  @Property(tries = 200)
  void metrics_randomPosts_duelsAreThePairsByDefinition(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int posts) {
    // given posts in no order
    Random random = new Random(seed);
    int[] group = random.ints(posts, 0, 4).toArray();
    long[] millis = random.longs(posts, 0, 20).map(day -> day * DAY).toArray();
    double[] actual = random.ints(posts, 0, 5).mapToDouble(y -> y).toArray();
    double[] forecast = random.ints(posts, 0, 5).mapToDouble(y -> y).toArray();

    // when
    Map<Metric, Double> metrics =
        Evaluation.metrics(
            new Scored(
                group, millis, actual, forecast, new double[0][], new double[0], ones(posts)));

    // then
    double won = 0;
    int duels = 0;
    for (int a = 0; a < posts; a++) {
      for (int b = 0; b < posts; b++) {
        if (group[a] == group[b]
            && Math.abs(millis[a] - millis[b]) <= 7 * DAY
            && actual[a] > actual[b]) {
          duels++;
          won += forecast[a] > forecast[b] ? 1 : forecast[a] == forecast[b] ? 0.5 : 0;
        }
      }
    }
    if (duels == 0) {
      assertThat(metrics).doesNotContainKey(Metric.DUEL);
    } else {
      assertThat(metrics).containsEntry(Metric.DUEL, won / duels);
    }
  }

  @Test
  void metrics_missingNegativeOrInfiniteValues_areRefusedWithTheRow() {
    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Evaluation.metrics(points(new double[] {1, bad}, new double[] {1, 1})))
          .withMessageContaining("outcome of scored row 1 is " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Evaluation.metrics(points(new double[] {1, 1}, new double[] {bad, 1})))
          .withMessageContaining("forecast of scored row 0 is " + bad);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Evaluation.metrics(
                      withQuantiles(
                          points(new double[] {1}, new double[] {1}),
                          new double[] {0.5},
                          new double[] {bad})))
          .withMessageContaining("quantile of scored row 0 is " + bad);
    }
  }

  @Test
  void metrics_whatDoesNotFitTogether_isRefused() {
    Scored points = points(new double[] {1, 2}, new double[] {1, 1});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.metrics(points(new double[0], new double[0])))
        .withMessageContaining("no row");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.metrics(points(new double[2], new double[3])))
        .withMessageContaining("3 forecasts where 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Evaluation.metrics(
                    withQuantiles(
                        points, new double[] {0.1, 0.9}, new double[] {1, 2}, new double[] {2, 1})))
        .withMessageContaining("row 1 descend from 2.0 to 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Evaluation.metrics(
                    withQuantiles(points, new double[] {0.9, 0.1}, new double[2], new double[2])))
        .withMessageContaining("ascend");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Evaluation.metrics(
                    withQuantiles(points, new double[] {0.5}, new double[1], new double[2])))
        .withMessageContaining("2 quantiles of row 1 where 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Evaluation.metrics(
                    new Scored(
                        points.group(),
                        points.millis(),
                        points.actual(),
                        points.forecast(),
                        points.quantiles(),
                        points.levels(),
                        new double[] {1, 0})))
        .withMessageContaining("naive error of scored row 1 is 0.0");
  }

  @Test
  void skill_errorHalved_isAHalf() {
    assertThat(Evaluation.skill(2, 4)).hasValue(0.5);
    assertThat(Evaluation.skill(6, 4)).hasValue(-0.5);
    assertThat(Evaluation.skill(0, 0)).isEmpty();
  }
}
