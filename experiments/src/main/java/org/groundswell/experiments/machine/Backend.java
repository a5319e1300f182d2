package org.groundswell.experiments.machine;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.groundswell.accelerate.Accelerated;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What computes: ND4J's backend and the libraries below it.
 *
 * @param name such as {@code CpuBackend}
 * @param ompThreads OpenMP threads of an operation
 * @param blasThreads threads of a matrix product asked for from Java
 * @param blasVendor such as {@code OPENBLAS}
 * @param accelerated whether our faster layers and ops take the place of DL4J's
 * @param openBlas the copies of OpenBLAS in this process: ND4J's native operations use one, its
 *     Java calls another
 */
public record Backend(
    String name,
    int ompThreads,
    int blasThreads,
    String blasVendor,
    boolean accelerated,
    List<OpenBlas> openBlas) {

  /**
   * RTLD_LAZY without RTLD_GLOBAL: JNA's default would offer the symbols of one OpenBLAS to the
   * other, which then frees what it never allocated, and the process dies.
   */
  private static final int OPEN_PRIVATELY = 1;

  /**
   * A loaded OpenBLAS.
   *
   * @param library its name, such as {@code openblas}
   * @param coreType whose kernels it took, such as {@code SkylakeX}
   * @param threads how many it uses
   * @param build what it says of itself
   */
  public record OpenBlas(String library, String coreType, int threads, String build) {}

  public Backend {
    openBlas = List.copyOf(openBlas);
  }

  /**
   * Loads ND4J and sets its threads. It takes them from Java's view of the environment, which does
   * not know what {@link NativeSettings#apply} has set.
   *
   * @param accelerate whether our faster layers and ops may take the place of DL4J's
   */
  public static Backend start(NativeSettings settings, boolean accelerate) {
    String name = Nd4j.getBackend().getClass().getSimpleName();
    if (name.equals("CpuBackend")) {
      NativeOpsHolder.getInstance()
          .getDeviceNativeOps()
          .setOmpNumThreads(settings.threads(NativeSettings.OMP_THREADS));
      Nd4j.factory().blas().setMaxThreads(settings.threads(NativeSettings.BLAS_THREADS));
    }
    // for the whole run: which models had been made before must not move anybody's last bits
    Accelerated.use(accelerate);
    return new Backend(
        name,
        NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
        Nd4j.factory().blas().getMaxThreads(),
        Nd4j.factory().blas().getBlasVendor().name(),
        Accelerated.on(),
        openBlasCopies());
  }

  private static List<OpenBlas> openBlasCopies() {
    List<OpenBlas> copies = new ArrayList<>();
    for (Map.Entry<String, String> loaded : new TreeMap<>(Loader.getLoadedLibraries()).entrySet()) {
      // such as openblas@.0 and openblas_nolapack@.0
      String library = loaded.getKey().replaceFirst("[@:#].*", "");
      if (library.startsWith("openblas") && loaded.getValue() != null) {
        try {
          NativeLibrary openBlas =
              NativeLibrary.getInstance(
                  loaded.getValue(), Map.of(Library.OPTION_OPEN_FLAGS, OPEN_PRIVATELY));
          copies.add(
              new OpenBlas(
                  library,
                  text(openBlas, "openblas_get_corename"),
                  openBlas.getFunction("openblas_get_num_threads").invokeInt(new Object[0]),
                  text(openBlas, "openblas_get_config")));
        } catch (LinkageError | RuntimeException e) {
          copies.add(new OpenBlas(library, "unknown", 0, "unknown"));
        }
      }
    }
    return copies;
  }

  private static String text(NativeLibrary library, String function) {
    return library.getFunction(function).invokeString(new Object[0], false);
  }
}
