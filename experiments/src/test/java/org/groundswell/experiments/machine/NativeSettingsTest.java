package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.groundswell.experiments.machine.NativeSettings.By;
import org.groundswell.experiments.machine.NativeSettings.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class NativeSettingsTest {
  private static final Cpu OLD = new Cpu("old", 2, false);
  private static final Cpu AVX512 = new Cpu("new", 2, true);

  /** An environment in a map. */
  private record Variables(Map<String, String> values) implements NativeSettings.Environment {
    @Override
    public Optional<String> get(String name) {
      return Optional.ofNullable(values.get(name));
    }

    @Override
    public void set(String name, String value) {
      values.put(name, value);
    }
  }

  private static Variables variables(String... namesAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int k = 0; k < namesAndValues.length; k += 2) {
      values.put(namesAndValues[k], namesAndValues[k + 1]);
    }
    return new Variables(values);
  }

  @Test
  void apply_nothingSet_setsOneThreadAndTheCoreType() {
    Variables variables = variables();
    NativeSettings settings = NativeSettings.apply(variables, AVX512);
    assertThat(variables.values())
        .containsExactly(
            Map.entry("OMP_NUM_THREADS", "1"),
            Map.entry("OPENBLAS_NUM_THREADS", "1"),
            Map.entry("OPENBLAS_CORETYPE", "SKYLAKEX"));
    assertThat(settings.settings()).allMatch(setting -> setting.by() == By.GROUNDSWELL);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void apply_withoutAvx512_leavesTheCoreTypeToOpenBlas() {
    Variables variables = variables();
    NativeSettings.apply(variables, OLD);
    assertThat(variables.values()).doesNotContainKey("OPENBLAS_CORETYPE");
  }

  @Test
  void apply_whatTheUserSet_stays() {
    Variables variables = variables("OMP_NUM_THREADS", "4,2", "OPENBLAS_CORETYPE", "HASWELL");
    NativeSettings settings = NativeSettings.apply(variables, AVX512);
    assertThat(settings.settings())
        .containsExactly(
            new Setting("OMP_NUM_THREADS", "4,2", By.USER),
            new Setting("OPENBLAS_NUM_THREADS", "1", By.GROUNDSWELL),
            new Setting("OPENBLAS_CORETYPE", "HASWELL", By.USER));
    assertThat(variables.values()).containsEntry("OPENBLAS_CORETYPE", "HASWELL");
    assertThat(settings.threads("OMP_NUM_THREADS")).isEqualTo(4);
  }

  @Test
  void apply_whereTheCLibraryCannotBeCalled_warnsAndGoesOn() {
    NativeSettings.Environment none =
        new NativeSettings.Environment() {
          @Override
          public Optional<String> get(String name) {
            return Optional.empty();
          }

          @Override
          public void set(String name, String value) {
            throw new UnsatisfiedLinkError("no c here");
          }
        };
    NativeSettings settings = NativeSettings.apply(none, AVX512);
    assertThat(settings.settings()).hasSize(3).allMatch(setting -> setting.by() == By.NOBODY);
    assertThat(settings.warnings())
        .hasSize(3)
        .anyMatch(warning -> warning.contains("set OPENBLAS_CORETYPE=SKYLAKEX before starting"));
  }

  @Test
  @Timeout(60)
  void apply_inAProcessOfItsOwn_reachesTheLibraries() throws Exception {
    assumeTrue(
        !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
        "skipped: Windows has no setenv");
    // when
    String plain = probe(Map.of());
    // then
    assertThat(plain).contains("omp=1 blas=1 openblas=[1] ").endsWith("warnings=[]");
    if (Cpu.here().skylakeX()) {
      assertThat(plain).contains("cores=[SkylakeX]");
      assertThat(probe(Map.of("OPENBLAS_CORETYPE", "HASWELL"))).contains("cores=[Haswell]");
    }
  }

  private static String probe(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BackendProbe.class.getName()));
    builder.environment().keySet().removeIf(name -> name.matches("(OMP|OPENBLAS)_.*"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output
        .lines()
        .filter(line -> line.startsWith("probe "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output));
  }
}
