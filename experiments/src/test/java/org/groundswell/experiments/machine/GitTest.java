package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeRepository() throws Exception {
    assumeTrue(git("init", "-q"), "skipped: there is no git");
    Files.createDirectories(folder.resolve("experiments/target"));
    Files.writeString(folder.resolve("experiments/pom.xml"), "<project/>");
    commit();
  }

  private boolean git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Command.output(folder, command).isPresent();
  }

  private void commit() {
    assertThat(git("add", "-A")).isTrue();
    assertThat(
            git("-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "-m", "m"))
        .isTrue();
  }

  @Test
  void of_folderInTheRepository_isItsCommitAndWhetherItIsDirty() throws Exception {
    Path inside = folder.resolve("experiments/target");
    Git clean = Git.of(inside);
    assertThat(clean.commit()).matches("[0-9a-f]{40}");
    assertThat(clean.state()).isEqualTo("clean");
    // an untracked file is none of the program's
    Files.writeString(folder.resolve("notes.txt"), "x");
    assertThat(Git.of(inside)).isEqualTo(clean);
    Files.writeString(folder.resolve("experiments/pom.xml"), "<project></project>");
    assertThat(Git.of(inside)).isEqualTo(new Git(clean.commit(), "dirty"));
  }

  @Test
  void of_somebodyElsesRepository_isUnknown() throws Exception {
    Files.delete(folder.resolve("experiments/pom.xml"));
    commit();
    assertThat(Git.of(folder)).isEqualTo(Git.UNKNOWN);
  }

  @Test
  void builtFrom_whatADistributionSays_isTaken() throws Exception {
    Path file = folder.resolve("source.properties");
    Files.writeString(file, "commit=abc\nstate=dirty\n");
    assertThat(Git.builtFrom(file)).isEqualTo(new Git("abc", "dirty"));
    Files.writeString(file, "");
    assertThat(Git.builtFrom(file)).isEqualTo(Git.UNKNOWN);
  }

  @Test
  void output_noSuchProgramOrFailure_isEmpty() {
    assertThat(Command.output(folder, "no-such-program-anywhere")).isEmpty();
    assertThat(Command.output(folder, "git", "no-such-command")).isEmpty();
  }
}
