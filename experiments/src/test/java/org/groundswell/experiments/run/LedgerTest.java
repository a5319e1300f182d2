package org.groundswell.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path scratch;
  private Path file;
  private Ledger ledger;

  @BeforeEach
  void place() {
    file = scratch.resolve("runs/ledger.jsonl");
    ledger = new Ledger(file);
  }

  private static Ledger.Read read(String run, String data, int fold, String from, String to) {
    return new Ledger.Read(
        data,
        null,
        false,
        List.of("likes"),
        fold,
        Instant.parse(from + "T00:00:00Z"),
        Instant.parse(to + "T00:00:00Z"),
        run,
        BEGAN,
        "baselines",
        "c0",
        "e0",
        BEGAN,
        null);
  }

  private static List<Ledger.Read> twoFolds(String run) {
    return List.of(
        read(run, "d1", 1, "2020-01-01", "2020-02-01"),
        read(run, "d1", 2, "2020-02-01", "2020-03-01"));
  }

  @Test
  void enter_ofRunsOneAfterTheOther_countsThemAndNotTheirFolds() throws IOException {
    assertThat(ledger.enter(twoFolds("a"))).isEqualTo(1);
    assertThat(ledger.enter(twoFolds("b"))).isEqualTo(2);
    assertThat(ledger.enter(twoFolds("c"))).isEqualTo(3);
    assertThat(Files.readAllLines(file)).hasSize(6);
    assertThat(ledger.read()).hasSize(6).startsWith(twoFolds("a").get(0));
  }

  @Test
  void enter_ofAPeriodThatOnlyTouchesAnother_isAFirstLook() throws IOException {
    ledger.enter(twoFolds("a"));

    assertThat(ledger.enter(List.of(read("b", "d1", 1, "2020-03-01", "2020-04-01")))).isEqualTo(1);
    assertThat(ledger.enter(List.of(read("c", "d1", 1, "2020-02-28", "2020-03-02")))).isEqualTo(3);
  }

  @Test
  void enter_ofOtherData_isAFirstLook() throws IOException {
    ledger.enter(twoFolds("a"));

    assertThat(ledger.enter(List.of(read("b", "d2", 1, "2020-01-01", "2020-02-01")))).isEqualTo(1);
  }

  @Test
  void enter_ofAResumedRun_addsNothingAndIsTheLookItWas() throws IOException {
    ledger.enter(twoFolds("a"));
    ledger.enter(twoFolds("b"));
    ledger.enter(twoFolds("c"));

    assertThat(ledger.enter(twoFolds("b"))).isEqualTo(2);
    assertThat(Files.readAllLines(file)).hasSize(6);
  }

  @Test
  void enter_withADamagedLine_saysWhichAndLosesNothing() throws IOException {
    ledger.enter(twoFolds("a"));
    ledger.enter(twoFolds("b"));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(2, "{\"dataSha256\":\"d1\"}");
    String damaged = String.join("\n", lines) + "\n";
    Files.writeString(file, damaged);

    assertThatThrownBy(() -> ledger.enter(twoFolds("c")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ", line 3, is damaged")
        .hasMessageContaining("left as it is");
    assertThat(Files.readString(file)).isEqualTo(damaged);
  }

  @Test
  void enter_withALineCutShort_saysWhichAndLosesNothing() throws IOException {
    ledger.enter(twoFolds("a"));
    String cut = Files.readString(file).stripTrailing();
    Files.writeString(file, cut);

    assertThatThrownBy(() -> ledger.enter(twoFolds("b")))
        .hasMessageContaining("line 2, is damaged: the line does not end");
    assertThat(Files.readString(file)).isEqualTo(cut);
  }

  @Test
  void enter_byManyThreads_givesEachALookOfItsOwn() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> runs = new ArrayList<>();
      for (int k = 0; k < 40; k++) {
        String run = "run" + k;
        runs.add(() -> new Ledger(file).enter(twoFolds(run)));
      }
      List<Integer> looks = new ArrayList<>();
      for (var look : pool.invokeAll(runs)) {
        looks.add(look.get());
      }
      assertThat(looks).doesNotHaveDuplicates().hasSize(40).contains(1, 40);
    } finally {
      pool.shutdownNow();
    }
    assertThat(ledger.read()).hasSize(80);
  }

  @Test
  void enter_whileAnotherProcessHasTheLedger_waitsForIt() throws Exception {
    Files.createDirectories(file.getParent());
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dlock=" + file,
                "org.groundswell.experiments.LockHolder")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture<Integer> look;
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('h');
      look =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ledger.enter(twoFolds("a"));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      CompletableFuture<Integer> waiting = look;
      assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    } finally {
      holder.destroyForcibly();
    }
    assertThat(look.get(20, TimeUnit.SECONDS)).isEqualTo(1);
  }
}
