package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.TableReader;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.Overrides;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Scaling;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The windows of {@code hourly-lstm} are those of the classic tutorial, which makes them of a
 * scaled array of values by
 *
 * <pre>
 * for i in range(len(values) - 50 - 1):   # the last window is dropped
 *     X.append(values[i:i + 50])
 *     y.append(values[i + 50])
 * </pre>
 */
class HourlyWindowsTest {
  private static final int LOOK_BACK = 50;

  @TempDir Path folder;

  private Path series(int hours) throws IOException {
    return PostFile.write(
        folder.resolve("series.csv"),
        "hour,mentions",
        hours,
        k -> PostFile.hour(k) + "," + (100 + 37 * k % 91 + (k % 97 == 0 ? 400 : 0) + k / 10));
  }

  /** Compares each window of the tutorial with ours, and returns how many there are. */
  private int assertTutorialWindows(Path file) {
    ExperimentConfig config =
        new Experiments(ModelCatalog.found()).read("hourly-lstm", Overrides.NONE).config();
    TableReader reader =
        TableReader.hourly("mentions", config.data().labelDelay(), List.of(), Instant.MAX);
    reader.read(file, "series", folder.resolve("quarantine.csv"));
    Frame frame = reader.frame();
    double[] values =
        IntStream.range(0, frame.rows()).mapToDouble(k -> frame.observed(k, 0)).toArray();
    List<Fold> folds = config.folds().toWalkForward(frame).folds(frame);
    assertThat(folds).hasSize(1);
    Fold fold = folds.get(0);
    Backtest data =
        Backtest.of(
            new Windows(frame, config.window(), config.queryRow()),
            config.inputs(),
            config.target());
    ScaledFrame scaled = data.scaledBy(fold.refit());

    // the tutorial's split and scaler; some scale the whole series, which looks ahead
    int split = fold.refit().length;
    assertThat((double) split).isCloseTo(0.8 * values.length, within(1.0));
    double low = IntStream.range(0, split).mapToDouble(k -> values[k]).min().orElseThrow();
    double high = IntStream.range(0, split).mapToDouble(k -> values[k]).max().orElseThrow();
    Scaling minMax = scaled.target().scaling(0);
    assertThat(minMax).isEqualTo(new Scaling.Chain(List.of(new Scaling.Affine(low, high - low))));

    int windows = 0;
    for (int i = 0; i < values.length - LOOK_BACK - 1; i++) {
      Batch batch = scaled.trainingBatch(new int[] {i + LOOK_BACK});
      float[] dense = batch.dense();
      assertThat(batch.time()).isEqualTo(LOOK_BACK);
      for (int k = 0; k < LOOK_BACK; k++) {
        float[] step = new float[batch.features()];
        System.arraycopy(dense, k * batch.features(), step, 0, step.length);
        // beside the value stand the indicators of a missing one and of the query, and never move
        float value = (float) ((values[i + k] - low) / (high - low));
        assertThat(step).containsExactly(value, 0, 0);
      }
      assertThat(batch.targets())
          .containsExactly((float) ((values[i + LOOK_BACK] - low) / (high - low)));
      windows++;
    }
    // the window that the tutorial drops is the last one of the test slice
    int last = values.length - 1;
    assertThat(fold.test()[fold.test().length - 1]).isEqualTo(last);
    assertThat(scaled.forecastBatch(new int[] {last}).dense()[0])
        .isEqualTo((float) ((values[last - LOOK_BACK] - low) / (high - low)));
    return windows;
  }

  @Test
  void windows_ofASeries_areTheTutorialsAndOneMore() throws IOException {
    assertThat(assertTutorialWindows(series(600))).isEqualTo(600 - LOOK_BACK - 1);
  }

  @Test
  void windows_ofRealMentions_areTheTutorialsAndOneMore() throws IOException {
    String data = System.getProperty("groundswell.data", "");
    assumeTrue(
        !data.isEmpty() && !data.startsWith("${"),
        "skipped: -Dgroundswell.data does not name the folder of the data sets");
    Path file = Path.of(data, "hourly-mentions", "Twitter_volume_AAPL.csv");
    List<String> lines = Files.readAllLines(file);

    assertThat(assertTutorialWindows(file)).isEqualTo(lines.size() - 1 - LOOK_BACK - 1);
  }
}
