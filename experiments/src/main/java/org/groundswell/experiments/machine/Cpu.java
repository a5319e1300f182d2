package org.groundswell.experiments.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The processor.
 *
 * @param model as the system names it, {@code unknown} where it does not
 * @param cores that this program may use
 * @param skylakeX whether it can run OpenBLAS's kernels of that name; false where the system does
 *     not say
 */
public record Cpu(String model, int cores, boolean skylakeX) {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  /** What those kernels are compiled for. */
  private static final Set<String> SKYLAKE_X =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  /** The processor of this machine. */
  public static Cpu here() {
    int cores = Runtime.getRuntime().availableProcessors();
    if (Files.isReadable(LINUX)) {
      try {
        return ofCpuinfo(Files.readAllLines(LINUX), cores);
      } catch (IOException e) {
        return new Cpu("unknown", cores, false);
      }
    }
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    String model =
        windows != null
            ? windows
            : Command.output(Path.of("."), "sysctl", "-n", "machdep.cpu.brand_string")
                .orElse("unknown");
    return new Cpu(model, cores, false);
  }

  static Cpu ofCpuinfo(List<String> lines, int cores) {
    Set<String> flags = Set.copyOf(Arrays.asList(value(lines, "flags").split("\\s+")));
    String model = value(lines, "model name");
    return new Cpu(model.isEmpty() ? "unknown" : model, cores, flags.containsAll(SKYLAKE_X));
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.matches(key + "\\s*:.*"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .orElse("");
  }
}
