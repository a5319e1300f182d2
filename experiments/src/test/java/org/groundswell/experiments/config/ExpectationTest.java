package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {

  @Test
  void parse_ofBothDirections_putsTheLowerFirst() {
    assertThat(Expectation.parse(" ridge < last-value by 0.01 "))
        .isEqualTo(new Expectation("ridge < last-value by 0.01", "ridge", "last-value", 0.01));
    assertThat(Expectation.parse("ridge>last-value"))
        .isEqualTo(new Expectation("ridge>last-value", "last-value", "ridge", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ridge",
        "ridge = last-value",
        "ridge < last-value by",
        "ridge < last-value by -1",
        "ridge < last-value by 0.01 at least",
        "ridge beats last-value"
      })
  void parse_ofAnotherForm_isRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Expectation.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'" + text + "' is no expectation")
        .hasMessageContaining("transformer-huber < lightgbm-mae by 0.01");
  }

  @Test
  void parse_ofAnEntryAgainstItself_isRefused() {
    assertThatThrownBy(() -> Expectation.parse("ridge < ridge"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("compares an entry with itself");
  }
}
