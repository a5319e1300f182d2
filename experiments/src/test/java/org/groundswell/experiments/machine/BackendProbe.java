package org.groundswell.experiments.machine;

import java.util.List;

/** A program of its own: what a process finds whose native libraries are not loaded yet. */
final class BackendProbe {
  private BackendProbe() {}

  public static void main(String[] arguments) {
    // as in Maven's JVM, Java has read the environment long before
    System.getenv("PATH");
    NativeSettings settings = NativeSettings.apply();
    Backend backend = Backend.start(settings, true);
    List<Backend.OpenBlas> copies = backend.openBlas();
    System.out.println(
        "probe omp=%d blas=%d openblas=%s cores=%s warnings=%s"
            .formatted(
                backend.ompThreads(),
                backend.blasThreads(),
                copies.stream().map(Backend.OpenBlas::threads).distinct().toList(),
                copies.stream().map(Backend.OpenBlas::coreType).distinct().toList(),
                settings.warnings()));
  }
}
