package org.groundswell.text;

import java.nio.file.Path;

/** Where unpacked models and vectors lie if nothing else is said. */
public final class CacheFolder {
  private CacheFolder() {}

  /** {@code groundswell} in {@code $XDG_CACHE_HOME}, or in {@code ~/.cache}. */
  public static Path standard() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path caches =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return caches.resolve("groundswell");
  }
}
