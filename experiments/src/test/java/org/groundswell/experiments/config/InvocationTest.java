package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.groundswell.experiments.config.Invocation.Action;
import org.junit.jupiter.api.Test;

final class InvocationTest {

  @Test
  void parse_nameAndSettings_isARun() {
    // given
    Map<String, String> properties =
        Map.of(
            "exp", "smoke",
            "set", "training.epochs=5,folds.cuts=[2016-07-01,2016-10-01]",
            "data", "posts, all=of them.csv",
            "context", "c.csv",
            "out", "elsewhere",
            "java.home", "not ours");
    // when
    Invocation invocation = Invocation.parse(properties);
    // then
    assertThat(invocation.action()).isEqualTo(Action.RUN);
    assertThat(invocation.experiment()).contains("smoke");
    assertThat(invocation.out()).isEqualTo(Path.of("elsewhere"));
    ExperimentConfig config =
        new Experiments(FakeModels.CATALOG).read("smoke", invocation.overrides()).config();
    assertThat(config.training().epochs()).isEqualTo(5);
    assertThat(config.folds().cuts()).hasSize(2);
    assertThat(config.data().posts()).contains(Path.of("posts, all=of them.csv"));
    assertThat(config.data().contextFile()).contains(Path.of("c.csv"));
  }

  @Test
  void parse_listAndResume_areRecognised() {
    assertThat(Invocation.parse(Map.of("exp", "list")).action()).isEqualTo(Action.LIST);
    Invocation resumed = Invocation.parse(Map.of("resume", "runs/x"));
    assertThat(resumed.action()).isEqualTo(Action.RESUME);
    assertThat(resumed.resume()).contains(Path.of("runs/x"));
    assertThat(resumed.out()).isEqualTo(Path.of("runs"));
    assertThat(resumed.overrides().none()).isTrue();
  }

  @Test
  void parse_nothingToDo_isRefused() {
    assertThatThrownBy(() -> Invocation.parse(Map.of("out", "runs")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("-Dexp=NAME")
        .hasMessageContaining("-Dexp=list");
  }

  @Test
  void parse_resumeWithSettings_isRefused() {
    for (String key : new String[] {"set", "data", "context"}) {
      assertThatThrownBy(() -> Invocation.parse(Map.of("resume", "runs/x", key, "a=1")))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("keeps the configuration it began with");
    }
  }

  @Test
  void parse_blankValue_isRefused() {
    assertThatThrownBy(() -> Invocation.parse(Map.of("exp", "smoke", "data", " ")))
        .isInstanceOf(UsageException.class)
        .hasMessage("-Ddata= is given without a value");
  }

  @Test
  void parse_settingThatIsNone_isRefused() {
    for (String set : new String[] {"epochs", "=5", "a=", "a=1,", "a=[1,2", "a=\"b"}) {
      assertThatThrownBy(() -> Overrides.parse(set))
          .as(set)
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("-Dset: ");
    }
  }
}
