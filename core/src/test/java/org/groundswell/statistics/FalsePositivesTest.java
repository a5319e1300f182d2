package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.groundswell.statistics.FalsePositives.Rates;
import org.groundswell.statistics.FalsePositives.Shape;
import org.junit.jupiter.api.Test;

/** False positives at 5 %, on fewer repetitions than docs/method.md; the seeds are fixed. */
class FalsePositivesTest {
  @Test
  void test_overlappingErrors_needsTheLags() {
    Rates rates = FalsePositives.ofSeries("overlap 3", 200, 1500);

    assertThat(rates.truncated()).isBetween(0.03, 0.075);
    assertThat(rates.cosines()).isBetween(0.03, 0.075);
    assertThat(rates.noLags()).isGreaterThan(0.25);
  }

  @Test
  void test_fewBlocks_needsTheCorrectionOfHarveyLeybourneAndNewbold() {
    Rates rates = FalsePositives.ofSeries("overlap 3", 20, 3000);

    assertThat(rates.truncated()).isLessThan(0.14);
    assertThat(rates.uncorrected()).isGreaterThan(0.17);
    assertThat(rates.cosines()).isLessThan(0.075);
  }

  @Test
  void test_correlationThatOutlastsTheLags_needsCosines() {
    Rates rates = FalsePositives.ofSeries("AR 0.6", 200, 1500);

    assertThat(rates.cosines()).isBetween(0.03, 0.08);
    assertThat(rates.truncated()).isGreaterThan(0.25);
  }

  @Test
  void test_postsThatShareTheirLabelWindows_haveTheLagsOfTheDelay() {
    Rates rates = FalsePositives.ofPosts(100, 3, 800);

    assertThat(rates.truncated()).isBetween(0.03, 0.085);
    assertThat(rates.cosines()).isBetween(0.03, 0.075);
    assertThat(rates.noLags()).isGreaterThan(0.15);
  }

  @Test
  void interval_rowsOfAuthorsAndDays_needsBoth() {
    double[] missed = FalsePositives.ofPanels(Shape.BOTH, 200, 40, 200);

    assertThat(missed[0]).isGreaterThan(0.4);
    assertThat(DoubleStream.of(missed).skip(1)).allMatch(rate -> rate < 0.11);
  }

  @Test
  void interval_independentRows_isNotTooWide() {
    double[] missed = FalsePositives.ofPanels(Shape.ROWS, 200, 200, 300);

    assertThat(DoubleStream.of(missed).skip(1)).allMatch(rate -> rate > 0.015 && rate < 0.09);
  }

  @Test
  void interval_correlationsOfAuthorsAndDays_needsBoth() {
    double[] missed = FalsePositives.ofCorrelations(Shape.BOTH, 200, 40, 0.9, 200);

    assertThat(missed[0]).isGreaterThan(0.2);
    assertThat(DoubleStream.of(missed).skip(1)).allMatch(rate -> rate > 0.005 && rate < 0.11);
  }

  @Test
  void interval_ofGini_holdsTheCoefficientOfAllAuthors() {
    for (FalsePositives.Authors authors : FalsePositives.Authors.values()) {
      assertThat(FalsePositives.ofGini(authors, 10, 1000)).as("%s", authors).isBetween(0.03, 0.13);
      assertThat(FalsePositives.ofGini(authors, 200, 1000))
          .as("%s", authors)
          .isBetween(0.02, 0.085);
    }
  }
}
