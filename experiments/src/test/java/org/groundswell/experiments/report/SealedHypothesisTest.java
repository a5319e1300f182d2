package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedHypothesisTest {
  @TempDir Path run;

  private String reported(String expect, boolean again) throws IOException {
    FixtureRun.write(run);
    Files.writeString(
        run.resolve("seal.json"),
        """
        {"seal":{"content":{"sealed":"2026-01-02T03:04:05Z","program":"0.1.0","hypothesis":"It <b>wins</b>.",
          "expect":"%s","data":[]},"sha256":"ab"},"again":%s}
        """
            .formatted(expect, again));
    String lines = String.join("\n", Report.write(run));
    assertThat(Files.readString(run.resolve("report/index.html"))).doesNotContain("<b>wins");
    return lines;
  }

  @Test
  void write_ofADifferenceThatIsThere_saysSupportedWithValuesAndP() throws IOException {
    assertThat(reported("transformer-quantile < author-median by 0.05", false))
        .contains(
            "Sealed on 2026-01-02T03:04:05Z: “It <b>wins</b>.” Expected: transformer-quantile < author-median by 0.05. The hypothesis is supported: log1p MAE of transformer-quantile 0.")
        .containsPattern("of author-median 0\\.\\d+ \\(p [<=] 0\\.\\d+\\)")
        .doesNotContain("unsealed before");
  }

  @Test
  void write_ofADifferenceTheOtherWay_saysNotSupported() throws IOException {
    assertThat(reported("author-median < transformer-quantile", false))
        .contains("The hypothesis is not supported: ");
  }

  @Test
  void write_ofADifferenceSmallerThanExpected_saysNotSupported() throws IOException {
    assertThat(reported("transformer-quantile < author-median by 2", false))
        .contains("The hypothesis is not supported: ");
  }

  @Test
  void write_ofADifferenceThatMayBeChance_saysInconclusive() throws IOException {
    // the margin is all but the difference itself
    FixtureRun.write(run);
    Leaderboard board = Leaderboard.of(RunReader.read(run), "likes");
    double low = value(board, "ridge");
    double high = value(board, "author-median");

    assertThat(reported("ridge < author-median by " + (high - low - 1e-4), false))
        .contains("The hypothesis is inconclusive: chance alone may have made the difference: ");
  }

  private static double value(Leaderboard board, String entry) {
    return board.places().stream()
        .filter(place -> place.name().equals(entry))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void write_ofAnEntryWithoutAResult_saysInconclusive() throws IOException {
    assertThat(reported("lstm-mae < author-median", false))
        .contains("inconclusive: lstm-mae has no log1p MAE over the test rows of all folds");
  }

  @Test
  void write_unsealedBefore_saysExploratory() throws IOException {
    assertThat(reported("ridge < author-median", true))
        .contains("It was unsealed before: exploratory.");
  }

  @Test
  void write_ofAnyLook_saysWhichOnTheFirstScreen() throws IOException {
    FixtureRun.write(run);
    Files.writeString(run.resolve("looks.json"), "{\"look\":7,\"generated\":false}");
    Report.write(run);

    assertThat(Page.of(run.resolve("report/index.html")).all("//*[@id='answer']//p"))
        .anyMatch(text -> text.startsWith("Look 7 at this test period: exploratory."));

    Files.writeString(run.resolve("looks.json"), "{\"look\":1,\"generated\":false}");
    assertThat(Report.write(run))
        .contains("First look at this test period, as far as the ledger knows.");

    Files.writeString(run.resolve("looks.json"), "{\"look\":2,\"generated\":true}");
    assertThat(Report.write(run))
        .contains(
            "Look 2 at this test period: exploratory (the data are generated, and more looks use nothing up).");
  }
}
