package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private String printed() {
    String text = bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    bytes.reset();
    return text;
  }

  /** What a terminal would show of the status line. */
  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\r') + 1).stripTrailing();
  }

  private static Map<String, Double> evenly(String... cells) {
    return Arrays.stream(cells).collect(Collectors.toMap(cell -> cell, cell -> 1.0));
  }

  @Test
  void timeLeft_countsCellsByTheirWork() {
    CellStates states = new CellStates();
    states.start(Map.of("network", 9.0, "ridge", 1.0), now);
    states.started("network");
    states.ended("network");
    assertThat(states.times(now.plusSeconds(90))).isEqualTo("1:30, about 0:10 left");
  }

  @Test
  void plain_cellsEnd_printsALineEach() {
    Progress progress = new PlainProgress(out, () -> now);
    progress.start(evenly("ridge fold 1", "ridge fold 2", "ridge fold 3", "ridge fold 4"));
    progress.cellStarted("ridge fold 1");
    assertThat(printed()).isEmpty();
    pass(Duration.ofSeconds(65));
    progress.cellEnded("ridge fold 1", "log1p MAE 0.8123");
    assertThat(printed())
        .isEqualTo("[1/4] ridge fold 1: log1p MAE 0.8123 (1:05, about 3:15 left)\n");
  }

  @Test
  void plain_epochs_printAtMostALineInTenSeconds() {
    Progress progress = new PlainProgress(out, () -> now);
    progress.start(evenly("a", "b"));
    progress.cellStarted("a");
    progress.cellStarted("b");
    List<String> lines = new ArrayList<>();
    for (int second = 1; second <= 25; second++) {
      pass(Duration.ofSeconds(1));
      progress.epochEnded("a", second, 100, 0.5, 0.25);
      printed().lines().forEach(lines::add);
    }
    assertThat(lines)
        .containsExactly(
            "[0/2] 0:10, about 3:10 left | a 10/100 0.2500 | b",
            "[0/2] 0:20, about 3:00 left | a 20/100 0.2500 | b");
  }

  @Test
  void terminal_status_isRewrittenWithinTheWidth() {
    Progress progress = new TerminalProgress(out, () -> now, 60);
    progress.start(evenly("mlp-mae fold 1", "transformer-huber fold 1"));
    assertThat(printed()).isEqualTo("\r[0/2] 0:00");
    progress.cellStarted("mlp-mae fold 1");
    progress.cellStarted("transformer-huber fold 1");
    pass(Duration.ofSeconds(8));
    progress.epochEnded("mlp-mae fold 1", 4, 8, 0.75, Double.NaN);
    String status = printed();
    assertThat(status).doesNotContain("\n");
    assertThat(lastLine(status))
        .isEqualTo("[0/2] 0:08, about 0:24 left | mlp-mae fold 1 4/8 0.7500 ...")
        .hasSizeLessThan(60);
    // faster than the eye
    pass(Duration.ofMillis(50));
    progress.epochEnded("mlp-mae fold 1", 5, 8, 0.7, Double.NaN);
    assertThat(printed()).isEmpty();
  }

  @Test
  void terminal_cellEnds_leavesItsLineAndNothingOfTheStatus() {
    Progress progress = new TerminalProgress(out, () -> now, 80);
    progress.start(evenly("ridge fold 1"));
    progress.cellStarted("ridge fold 1");
    printed();
    progress.cellEnded("ridge fold 1", "0.8");
    String text = printed();
    assertThat(text).contains("\r[1/1] ridge fold 1: 0.8\n");
    assertThat(text.substring(0, text.indexOf('['))).isBlank().hasSizeGreaterThan(24);
    assertThat(lastLine(text)).isEqualTo("[1/1] 0:00");
    progress.close();
    assertThat(lastLine(printed())).isEmpty();
  }

  @Test
  void timeLeft_countsTheEpochsOfACellThatRuns() {
    CellStates states = new CellStates();
    states.start(evenly("choose a", "test a"), now);
    states.started("choose a");
    states.epoch("choose a", 20, 40, 1, 0.5);
    assertThat(states.line(now.plusSeconds(3600)))
        .isEqualTo("[0/2] 1:00:00, about 3:00:00 left | choose a 20/40 0.5000");
    states.ended("choose a");
    states.started("test a");
    states.epoch("test a", 1, 2, 0.25, Double.NaN);
    assertThat(states.line(now.plusSeconds(3600)))
        .isEqualTo("[1/2] 1:00:00, about 20:00 left | test a 1/2 0.2500");
  }

  @Test
  void manyThreads_eachCellCounts() throws InterruptedException {
    Progress progress = new PlainProgress(out, () -> now);
    String[] names = new String[400];
    Arrays.setAll(names, k -> "w" + k / 100 + "-" + k % 100);
    progress.start(evenly(names));
    List<Thread> threads = new ArrayList<>();
    for (int worker = 0; worker < 4; worker++) {
      String name = "w" + worker;
      Thread thread =
          new Thread(
              () -> {
                for (int cell = 0; cell < 100; cell++) {
                  progress.cellStarted(name + "-" + cell);
                  progress.epochEnded(name + "-" + cell, 1, 2, 1, 1);
                  progress.cellEnded(name + "-" + cell, "done");
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> lines = printed().lines().toList();
    assertThat(lines).hasSize(400);
    assertThat(lines.get(399)).startsWith("[400/400] ").doesNotContain("left");
  }
}
