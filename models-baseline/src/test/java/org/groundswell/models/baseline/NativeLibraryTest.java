package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {

  @Test
  void load_twice_leavesTheTemporaryFolderAsItWas() {
    String before = System.getProperty("java.io.tmpdir");

    NativeLibrary.load();
    NativeLibrary.load();

    assertThat(System.getProperty("java.io.tmpdir")).isEqualTo(before);
  }

  @Test
  void load_mapsNoFileThatAnotherProcessMayOverwrite() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps), "skipped: only Linux tells which files a process has mapped");

    NativeLibrary.load();

    List<String> mapped =
        Files.readAllLines(maps).stream().filter(line -> line.contains("lib_lightgbm")).toList();
    assertThat(mapped).isNotEmpty().allMatch(line -> line.contains("groundswell-lightgbm"));
  }
}
