package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.util.List;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What baselines do beside the contract of all models. */
class BaselinesTest {
  private static final Loss QUANTILE = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
  private static final SyntheticRows ROWS = SyntheticRows.planted(600, 1);
  private static final int[] TRAINING = range(0, 400);
  private static final Stopping ON_VALIDATION = new Stopping.OnValidation(range(410, 500));
  private static final int[] TEST = range(510, 600);

  @SuppressWarnings("UnusedVariable") // read by name
  private static final List<String> NAMES = Baselines.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_oneTargetWithoutAnyLabel_isRefusedByItsName(String name) {
    ScaledFrame data = ROWS.scaled(Form.DEVIATION, TRAINING);
    int[] withoutLikes = {0, 11, 22};
    try (Model model = Baselines.create(name, spec(data, QUANTILE))) {
      assertThatThrownBy(() -> model.fit(data, withoutLikes, ON_VALIDATION, FitListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'likes'");
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void fit_validationWithoutTargets_failsOnlyWhereSomethingIsChosen(String name) {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    int[] none = {}; // no row at all
    try (Model model = Baselines.create(name, spec(data, QUANTILE))) {
      if (List.of("ridge", "zero-inflated", "lightgbm").contains(name)) {
        assertThatThrownBy(
                () -> model.fit(data, TRAINING, new Stopping.OnValidation(none), FitListener.NONE))
            .hasMessageContaining("validation");
      } else {
        model.fit(data, TRAINING, new Stopping.OnValidation(none), FitListener.NONE);
        assertThat((double) model.forecast(data, TEST)[0]).isCloseTo(0, within(10.0));
      }
    }
  }
}
