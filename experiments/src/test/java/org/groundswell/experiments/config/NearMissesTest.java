package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearMissesTest {

  @Test
  void distance_knownPairs_isLevenshteins() {
    assertThat(NearMisses.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearMisses.distance("", "abc")).isEqualTo(3);
    assertThat(NearMisses.distance("abc", "")).isEqualTo(3);
    assertThat(NearMisses.distance("flaw", "lawn")).isEqualTo(2);
    assertThat(NearMisses.distance("dModel", "dmodel")).isZero();
  }

  @Test
  void of_wrongName_givesTheNearestFirstAndNothingFar() {
    assertThat(NearMisses.of("epoch", List.of("gap", "epic", "epochs", "patience")))
        .containsExactly("epochs", "epic");
    assertThat(NearMisses.hint("zebra", List.of("gap", "window"))).isEmpty();
    assertThat(NearMisses.hint("widnow", List.of("gap", "window"))).isEqualTo("; maybe 'window'");
  }
}
