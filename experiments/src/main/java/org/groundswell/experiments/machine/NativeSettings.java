package org.groundswell.experiments.machine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the native libraries are set: one thread a training, since cells run side by side, and
 * OpenBLAS's AVX-512 kernels where the processor has AVX-512. The OpenBLAS that ND4J brings is
 * older than many processors and takes the slowest kernels for those it does not know.
 *
 * <p>The libraries read environment variables when they are loaded, and Java can't set its own:
 * {@link #apply} does it through the C library and so has to come before the first ND4J class. What
 * the user has set stays. Bits of results depend on these settings, so they go into the provenance.
 *
 * @param settings in order
 * @param warnings what could not be set, for the user to see
 */
public record NativeSettings(List<Setting> settings, List<String> warnings) {
  static final String OMP_THREADS = "OMP_NUM_THREADS";
  static final String BLAS_THREADS = "OPENBLAS_NUM_THREADS";
  static final String CORE_TYPE = "OPENBLAS_CORETYPE";

  /** Who chose a value. */
  public enum By {
    USER,
    GROUNDSWELL,
    /** It could not be set. */
    NOBODY
  }

  /** An environment variable as the native libraries find it. */
  public record Setting(String name, String value, By by) {}

  public NativeSettings {
    settings = List.copyOf(settings);
    warnings = List.copyOf(warnings);
  }

  /** The environment that native libraries read. */
  interface Environment {
    Optional<String> get(String name);

    /** Sets a variable; throws if that is not possible, {@link LinkageError} included. */
    void set(String name, String value);
  }

  /** Sets what the user has not set. Call it once, before any ND4J class is loaded. */
  public static NativeSettings apply() {
    return apply(new ProcessEnvironment(), Cpu.here());
  }

  static NativeSettings apply(Environment environment, Cpu cpu) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put(OMP_THREADS, "1");
    wanted.put(BLAS_THREADS, "1");
    if (cpu.skylakeX()) {
      wanted.put(CORE_TYPE, "SKYLAKEX");
    }
    List<Setting> settings = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    wanted.forEach(
        (name, value) -> {
          Optional<String> users = environment.get(name).filter(text -> !text.isBlank());
          if (users.isPresent()) {
            settings.add(new Setting(name, users.get(), By.USER));
            return;
          }
          try {
            environment.set(name, value);
            settings.add(new Setting(name, value, By.GROUNDSWELL));
          } catch (LinkageError | RuntimeException e) {
            settings.add(new Setting(name, value, By.NOBODY));
            warnings.add(
                "%s could not be set (%s). Runs are right but slower; maybe set %s=%s before starting."
                    .formatted(name, e, name, value));
          }
        });
    return new NativeSettings(settings, warnings);
  }

  /** The number that a variable of threads stands at, 1 where it is none. */
  int threads(String name) {
    return settings.stream()
        .filter(setting -> setting.name().equals(name))
        // OMP_NUM_THREADS may be a list, outermost level first
        .map(setting -> setting.value().replaceFirst(",.*", "").trim())
        .filter(text -> text.matches("[1-9]\\d{0,3}"))
        .map(Integer::parseInt)
        .findFirst()
        .orElse(1);
  }

  /** This process, through {@code setenv} of the C library. */
  private static final class ProcessEnvironment implements Environment {
    private interface CLibrary extends Library {
      int setenv(String name, String value, int overwrite);
    }

    @Override
    public Optional<String> get(String name) {
      return Optional.ofNullable(System.getenv(name));
    }

    @Override
    public void set(String name, String value) {
      if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
        throw new UnsupportedOperationException("Windows has no setenv");
      }
      // without overwriting: Java's view of the environment may be older than the process's
      int failed = Native.load("c", CLibrary.class).setenv(name, value, 0);
      if (failed != 0) {
        throw new IllegalStateException("setenv gave " + failed);
      }
    }
  }
}
