package org.groundswell.models.baseline;

import io.github.metarank.lightgbm4j.LGBMBooster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * LightGBM's native library, unpacked to a folder of this process alone.
 *
 * <p>Left to itself, lightgbm4j unpacks to one fixed name in {@code java.io.tmpdir} and overwrites
 * the file in place at every start, under the feet of any other process that has it mapped. It
 * reads the property when it loads, so the property names a folder of our own for that moment.
 */
final class NativeLibrary {
  private static final String TEMPORARY = "java.io.tmpdir";

  private NativeLibrary() {}

  /**
   * Loads the library, once a process.
   *
   * @throws IllegalStateException if this platform has none, or lacks what it needs
   */
  static void load() {
    Once.check();
  }

  private static final class Once {
    private static final boolean LOADED = unpackAndLoad();

    static void check() {
      if (!LOADED) {
        throw new IllegalStateException(
            "LightGBM's native library did not load on %s %s; the log says why. Maybe install libgomp."
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
    }

    private static boolean unpackAndLoad() {
      String shared = System.getProperty(TEMPORARY);
      try {
        Path own = Files.createTempDirectory("groundswell-lightgbm");
        own.toFile().deleteOnExit();
        System.setProperty(TEMPORARY, own.toString());
        LGBMBooster.loadNative();
        for (Path file : files(own)) {
          file.toFile().deleteOnExit();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("LightGBM's native library could not be unpacked", e);
      } finally {
        System.setProperty(TEMPORARY, shared);
      }
      return LGBMBooster.isNativeLoaded();
    }

    private static List<Path> files(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.toList();
      }
    }
  }
}
