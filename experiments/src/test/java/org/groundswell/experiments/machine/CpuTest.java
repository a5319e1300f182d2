package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CpuTest {

  @Test
  void ofCpuinfo_withAllFlags_isSkylakeX() {
    List<String> lines =
        List.of(
            "processor\t: 0",
            "model name\t: A processor: fast",
            "flags\t\t: fpu avx2 avx512f avx512dq avx512cd avx512bw avx512vl",
            "processor\t: 1",
            "model name\t: another");
    assertThat(Cpu.ofCpuinfo(lines, 2)).isEqualTo(new Cpu("A processor: fast", 2, true));
  }

  @Test
  void ofCpuinfo_withSomeFlagsOrNone_isNot() {
    // Xeon Phi has avx512f and lacks the rest; ARM has no flags at all
    assertThat(Cpu.ofCpuinfo(List.of("flags : avx512f avx512cd"), 2).skylakeX()).isFalse();
    assertThat(Cpu.ofCpuinfo(List.of("Features : fp asimd"), 2))
        .isEqualTo(new Cpu("unknown", 2, false));
  }

  @Test
  void here_thisMachine_hasCores() {
    assertThat(Cpu.here().cores()).isPositive();
    assertThat(Cpu.here().model()).isNotBlank();
  }
}
