package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallerTest {
  @Test
  void repeating_whatWasAsked_canBeTypedInAShell() {
    Map<String, String> options =
        Map.of(
            "exp", "smoke", "data", "it's, mine.csv", "set", "window=4", "out", "x", "user", "y");

    assertThat(Caller.MAVEN.repeating(options))
        .isEqualTo(
            "mvn -pl experiments exec:java -Dexp=smoke -Ddata='it'\\''s, mine.csv' -Dset=window=4");
    assertThat(Caller.LAUNCHER.repeating(options))
        .isEqualTo("groundswell run smoke --data 'it'\\''s, mine.csv' --set window=4");
  }

  @Test
  void resuming_aFolder_namesIt() {
    assertThat(Caller.MAVEN.resuming("smoke", "runs/x y"))
        .isEqualTo("mvn -pl experiments exec:java -Dexp=smoke -Dresume='runs/x y'");
    assertThat(Caller.LAUNCHER.resuming("smoke", "runs/x"))
        .isEqualTo("groundswell run --resume runs/x");
  }

  @Test
  void parse_byTheLauncher_complainsInItsWords() {
    assertThatThrownBy(() -> Invocation.parse(Map.of(), Caller.LAUNCHER))
        .hasMessageContaining("groundswell run NAME")
        .hasMessageContaining("groundswell list");
    assertThatThrownBy(() -> Invocation.parse(Map.of("exp", "smoke", "data", " "), Caller.LAUNCHER))
        .hasMessage("--data is given without a value");
    assertThatThrownBy(() -> Invocation.parse(Map.of("exp", "a", "set", "x"), Caller.LAUNCHER))
        .hasMessageStartingWith("--set: 'x' is not key=value");
    assertThatThrownBy(() -> Invocation.parse(Map.of("resume", "a", "set", "x=1"), Caller.LAUNCHER))
        .hasMessageContaining("leave out --set, --data and --context");
  }
}
