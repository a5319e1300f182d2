package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("report"));
    Files.writeString(folder.resolve("a.txt"), "a");
    Files.writeString(folder.resolve("run.log"), "later more");
    Files.writeString(folder.resolve("report/a.txt"), "another a");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve(Manifest.NAME));
  }

  @Test
  void write_files_listsAllButThoseLeftOut() throws IOException {
    Manifest.write(folder, Set.of("run.log"));

    assertThat(lines())
        .containsExactly(Sha256.of("a") + "  a.txt", Sha256.of("another a") + "  report/a.txt");
    assertThat(Manifest.in(folder)).isTrue();
  }

  @Test
  void refresh_changedFile_changesItsLineOnly() throws IOException {
    Manifest.write(folder, Set.of("run.log"));
    Files.writeString(folder.resolve("a.txt"), "changed by somebody");
    Files.writeString(folder.resolve("report/a.txt"), "new");
    Files.writeString(folder.resolve("report/b.txt"), "b");

    Manifest.refresh(
        folder, List.of(folder.resolve("report/a.txt"), folder.resolve("report/b.txt")));

    assertThat(lines())
        .containsExactly(
            Sha256.of("a") + "  a.txt",
            Sha256.of("new") + "  report/a.txt",
            Sha256.of("b") + "  report/b.txt");
  }

  @Test
  void refresh_noManifest_makesNone() throws IOException {
    Manifest.refresh(folder, List.of(folder.resolve("a.txt")));

    assertThat(Manifest.in(folder)).isFalse();
  }
}
