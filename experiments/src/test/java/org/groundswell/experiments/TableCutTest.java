package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.HourlySampleGenerator;
import org.groundswell.data.PostFilter;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.config.TableConfig;
import org.groundswell.experiments.run.ConfiguredFrame;
import org.groundswell.frame.Frame;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two proofs of the cut, see {@link CutProof}, for a table and for hourly counts. */
class TableCutTest {
  private static final Duration LABEL_DELAY = Duration.ofHours(3);
  private static final Map<String, String> KNOWN =
      new TreeMap<>(Map.of("warm", "numeric or missing", "sky", "categorical"));
  private static final Map<String, String> OBSERVED =
      new TreeMap<>(Map.of("rain", "count", "seen", "categorical"));

  @TempDir Path scratch;

  enum Kind {
    TABLE,
    HOURLY
  }

  private Path folder(Kind set) throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("data"));
    if (set == Kind.HOURLY) {
      HourlySampleGenerator.write(folder, 120);
      return folder;
    }
    Random random = new Random(5);
    for (String file : List.of("a.csv", "b.csv")) {
      // the files take turns by the hour
      int from = file.equals("a.csv") ? 0 : 1;
      PostFile.write(
          folder.resolve(file),
          "hour,shop,kind,warm,sky,note,rain,seen,visits",
          300,
          row -> {
            int k = 2 * row + from;
            int rain = random.nextInt(40);
            return "%s,s%d,%s,%s,%s,word %d,%d,%s,%d"
                .formatted(
                    PostFile.hour(k),
                    random.nextInt(3),
                    random.nextBoolean() ? "weekly" : "daily",
                    k % 10 == 0 ? "" : k % 24 + ".5",
                    random.nextInt(3) == 0 ? "grey" : "blue",
                    k,
                    rain,
                    rain > 20 ? "wet" : "dry",
                    10 + k % 24 + 3 * rain + random.nextInt(5));
          });
    }
    return folder;
  }

  private static DataConfig config(
      Kind set,
      Path folder,
      Duration labelDelay,
      Map<String, String> known,
      Map<String, String> observed) {
    boolean table = set == Kind.TABLE;
    return new DataConfig(
        table ? DataConfig.Format.TABLE : DataConfig.Format.HOURLY,
        List.of(folder.toString()),
        List.of("none"),
        new TableConfig(
            ",",
            Optional.of("hour"),
            Optional.of("shop"),
            false,
            Optional.empty(),
            Optional.of("kind"),
            Optional.of("note"),
            known,
            observed),
        3000,
        1500,
        "none",
        "",
        "",
        labelDelay,
        Duration.ofHours(24),
        List.of(table ? "visits" : "mentions"),
        PostFilter.Replies.INCLUDE,
        PostFilter.Reposts.EXCLUDE);
  }

  /** Reads as a run does. */
  private class TablePipeline extends CutPipeline {
    private final Kind set;

    TablePipeline(Kind set, Instant cut, Instant end) {
      super(cut, end);
      this.set = set;
    }

    DataConfig config(Path folder) {
      return TableCutTest.config(set, folder, LABEL_DELAY, KNOWN, OBSERVED);
    }

    @Override
    Frame frame(Path folder) {
      return ConfiguredFrame.of(
          config(folder),
          List.of(
              FeatureGroup.CALENDAR,
              FeatureGroup.TEXT,
              FeatureGroup.HISTORY,
              FeatureGroup.AUTHOR,
              FeatureGroup.KIND),
          scratch);
    }
  }

  private Instant[] cutAndEnd(Kind set, Path folder) {
    Frame frame =
        ConfiguredFrame.of(config(set, folder, LABEL_DELAY, KNOWN, OBSERVED), List.of(), scratch);
    return new Instant[] {CutProof.cut(frame), CutProof.end(frame)};
  }

  private TablePipeline honest(Kind set, Path folder) {
    Instant[] at = cutAndEnd(set, folder);
    return new TablePipeline(set, at[0], at[1]);
  }

  private CutProof proof() {
    return new CutProof(
        scratch,
        (from, to, instant, spared) -> MutatedTables.write(from, to, instant, LABEL_DELAY, spared));
  }

  private static List<ModelFactory<?>> cheap() {
    return CutProof.factories("author-median", "ridge", "lightgbm", "mlp", "lstm");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSettledAtTheCut_withOtherDataAfterIt_staysBitForBit(Kind set) throws IOException {
    Path folder = folder(set);
    proof().proveA(honest(set, folder), folder, cheap());
  }

  @ParameterizedTest
  @EnumSource
  void forecast_withOtherDataUnknownAtItsInstant_staysBitForBit(Kind set) throws IOException {
    Path folder = folder(set);
    proof().proveB(honest(set, folder), folder, cheap());
  }

  @ParameterizedTest
  @EnumSource
  void scalerFittedOnAllRows_isFound(Kind set) throws IOException {
    Path folder = folder(set);
    Instant[] at = cutAndEnd(set, folder);
    CutPipeline leaking =
        new TablePipeline(set, at[0], at[1]) {
          @Override
          ScaledFrame scaled(Backtest data, int[] rows) {
            return data.scaledBy(IntStream.range(0, data.frame().rows()).toArray());
          }
        };
    assertFound(() -> proof().proveA(leaking, folder, List.of()), "encodings of training rows");
  }

  @ParameterizedTest
  @EnumSource
  void windowThatShowsItsOwnTarget_isFound(Kind set) throws IOException {
    Path folder = folder(set);
    Instant[] at = cutAndEnd(set, folder);
    CutPipeline leaking =
        new TablePipeline(set, at[0], at[1]) {
          @Override
          Model model(ModelFactory<?> factory, ScaledFrame data) {
            return new Peeking((GradientModel) create(factory, data));
          }
        };
    assertFound(
        () -> proof().proveB(leaking, folder, CutProof.factories("mlp")), "mlp forecasts row");
  }

  @ParameterizedTest
  @EnumSource
  void labelDelayTakenTooShort_isFound(Kind set) throws IOException {
    Path folder = folder(set);
    Instant[] at = cutAndEnd(set, folder);
    CutPipeline leaking =
        new TablePipeline(set, at[0], at[1]) {
          @Override
          DataConfig config(Path of) {
            return TableCutTest.config(set, of, Duration.ofHours(1), KNOWN, OBSERVED);
          }
        };
    assertFound(() -> proof().proveA(leaking, folder, List.of()), "encodings of refit rows");
  }

  @Test
  void observedColumnReadAsKnown_isFound() throws IOException {
    Path folder = folder(Kind.TABLE);
    Instant[] at = cutAndEnd(Kind.TABLE, folder);
    CutPipeline leaking =
        new TablePipeline(Kind.TABLE, at[0], at[1]) {
          @Override
          DataConfig config(Path of) {
            return TableCutTest.config(
                Kind.TABLE, of, LABEL_DELAY, OBSERVED, Map.of("warm", "numeric or missing"));
          }
        };
    assertFound(
        () -> proof().proveB(leaking, folder, CutProof.factories("ridge")), "ridge forecasts row");
  }

  private static void assertFound(ThrowingCallable proof, String leak) {
    assertThatThrownBy(proof).isInstanceOf(AssertionError.class).hasMessageContaining(leak);
  }
}
