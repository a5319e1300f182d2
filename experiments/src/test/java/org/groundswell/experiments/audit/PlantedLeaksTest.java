package org.groundswell.experiments.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.backtest.Backtest;
import org.groundswell.backtest.FittedModel;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.audit.Finding.Verdict;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.model.Model;
import org.groundswell.models.baseline.RidgeFactory;
import org.groundswell.post.Post;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;

/** Each kind of leak planted once, and found; and the same rows without it, where nothing is. */
class PlantedLeaksTest {
  private static final Ingredients HONEST = Rows.ingredients(List.of());
  private static final Frame FRAME = HONEST.frame();
  private static final Fold FOLD = Rows.fold(FRAME);

  private static List<Finding> failed(List<Finding> findings) {
    return findings.stream().filter(finding -> !finding.passed()).toList();
  }

  @Test
  void shuffledTargets_withHonestColumns_loseTheirSkill() {
    List<Finding> found = new ShuffledTargets(HONEST, FOLD, Rows.trial()).findings();

    assertThat(found).singleElement().extracting(Finding::verdict).isEqualTo(Verdict.PASS);
    assertThat(found.get(0).evidence()).contains("10 shuffles", "worse than the median");
  }

  @Test
  void shuffledTargets_withAColumnMadeOfTheRowsOwnLikes_keepTheirSkill() {
    Ingredients leaking = Rows.ingredients(List.of(new Rows.Peeking()));

    List<Finding> found =
        new ShuffledTargets(leaking, Rows.fold(leaking.frame()), Rows.trial()).findings();

    assertThat(failed(found))
        .singleElement()
        .extracting(Finding::evidence)
        .asString()
        .contains("better than the median");
  }

  @Test
  void share_ofALongFrame_keepsTheFoldAndNoMoreRowsThanWanted() {
    Share share = Share.aboutValidation(HONEST, FRAME, FOLD, 400);

    assertThat(share.taken().orElseThrow())
        .satisfies(taken -> assertThat(taken.rows()).isBetween(395, 420))
        .satisfies(taken -> assertThat(taken.of()).isEqualTo(Rows.COUNT));
    assertThat(share.frame().rows()).isEqualTo(share.taken().orElseThrow().rows());
    Fold fold = share.fold();
    assertThat(fold.train().length).isBetween(150, FOLD.train().length / 2);
    assertThat(fold.validation().length).isBetween(60, FOLD.validation().length / 2);
    assertThat(fold.test().length).isBetween(60, FOLD.test().length / 2);
    // the newest of training, the oldest of validation and test
    assertThat(id(share.frame(), last(fold.train()))).isEqualTo(id(FRAME, last(FOLD.train())));
    assertThat(id(share.frame(), fold.validation()[0])).isEqualTo(id(FRAME, FOLD.validation()[0]));
    assertThat(id(share.frame(), fold.test()[0])).isEqualTo(id(FRAME, FOLD.test()[0]));
    assertThat(FoldAudit.of(share.frame(), List.of(fold), Duration.ZERO).passed()).isTrue();
    assertThat(Share.aboutValidation(HONEST, FRAME, FOLD, Rows.COUNT).taken()).isEmpty();
  }

  @Test
  void share_aboutTheCut_hasNoGapAndMovesTheValidation() {
    Share share = Share.aboutCut(HONEST, FRAME, FOLD, 400);
    Frame frame = share.frame();
    Fold fold = share.fold();

    assertThat(frame.rows()).isBetween(395, 400);
    int first = FRAME.firstRowAt(frame.instant(0));
    for (int row = 0; row < frame.rows(); row++) {
      assertThat(frame.id(row)).isEqualTo(FRAME.id(first + row));
    }
    assertThat(fold.cut()).isEqualTo(FOLD.cut());
    assertThat(fold.validationStart()).isAfter(FOLD.validationStart()).isBefore(fold.cut());
    assertThat(id(frame, last(fold.refit()))).isEqualTo(id(FRAME, last(FOLD.refit())));
    assertThat(Share.aboutCut(HONEST, FRAME, FOLD, Rows.COUNT).taken()).isEmpty();
  }

  @Test
  void share_whereLabelsMatureLate_hasTrainingRows() {
    int far = FOLD.train().length / 2;
    Fold late = Rows.fittedOn(FOLD, Arrays.copyOf(FOLD.train(), far), FOLD.refit());
    assertThat(Share.aboutValidation(HONEST, FRAME, late, 20).fold().train()).isNotEmpty();
  }

  private static int last(int[] rows) {
    return rows[rows.length - 1];
  }

  private static String id(Frame frame, int row) {
    return frame.id(row);
  }

  @Test
  void share_withAColumnMadeOfTheRowsOwnLikes_tellsIt() {
    Ingredients leaking = Rows.ingredients(List.of(new Rows.Peeking()));
    Share share = Share.aboutValidation(leaking, leaking.frame(), Rows.fold(leaking.frame()), 400);
    Share honest = Share.aboutValidation(HONEST, FRAME, FOLD, 400);

    assertThat(failed(new ShuffledTargets(share.made(), share.fold(), Rows.trial()).findings()))
        .hasSize(1);
    assertThat(failed(new ShuffledTargets(honest.made(), honest.fold(), Rows.trial()).findings()))
        .isEmpty();
  }

  @Test
  void share_whereTreesHaveSeenTheRowsTheyAreMeasuredOn_tellsIt() {
    int[] seen = Rows.before(FRAME, FOLD.cut());
    Share share =
        Share.aboutValidation(HONEST, FRAME, Rows.fittedOn(FOLD, seen, FOLD.refit()), 600);
    Share honest = Share.aboutValidation(HONEST, FRAME, FOLD, 600);

    assertThat(failed(new Canary(share.frame(), share.fold(), Rows.trial()).findings())).hasSize(1);
    assertThat(failed(new Canary(honest.frame(), honest.fold(), Rows.trial()).findings()))
        .isEmpty();
  }

  @Test
  void canary_ofHonestFold_singsNot() {
    assertThat(new Canary(FRAME, FOLD, Rows.trial()).findings())
        .hasSize(2)
        .allMatch(finding -> finding.verdict() == Verdict.PASS);
  }

  @Test
  void canary_whereTreesHaveSeenTheRowsTheyAreMeasuredOn_sings() {
    int[] seen = Rows.before(FRAME, FOLD.cut());
    Fold leaking = Rows.fittedOn(FOLD, seen, FOLD.refit());

    assertThat(failed(new Canary(FRAME, leaking, Rows.trial()).findings()))
        .singleElement()
        .extracting(Finding::check)
        .asString()
        .startsWith("lightgbm");
  }

  @Test
  void singleColumns_ofHonestRows_findNothingAndSeeWhatIsPlanted() {
    List<Finding> found = new SingleColumns(HONEST, FRAME, FOLD, List.of()).findings();

    assertThat(found).hasSize(3).allMatch(finding -> finding.verdict() == Verdict.PASS);
    assertThat(found.get(0).evidence()).contains("'pull' and likes");
  }

  @Test
  void singleColumns_withTheTargetInDisguise_areFoundUnlessAllowed() {
    Ingredients leaking =
        Rows.ingredients(
            List.of(),
            (likes, random) -> -Math.sqrt(likes) * (1 + 0.01 * random.nextDouble()),
            (likes, random) -> likes + 40 * random.nextDouble() * likes);
    Frame frame = leaking.frame();

    List<Finding> found = new SingleColumns(leaking, frame, Rows.fold(frame), List.of()).findings();
    List<Finding> allowed =
        new SingleColumns(leaking, frame, Rows.fold(frame), List.of("given 0", "given 9"))
            .findings();

    assertThat(failed(found))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.check() + finding.evidence())
                    .contains("'given 0'", "likes", "audit.allow"));
    assertThat(failed(allowed)).isEmpty();
    assertThat(allowed)
        .filteredOn(finding -> finding.verdict() == Verdict.WARNING)
        .extracting(Finding::evidence)
        .anyMatch(text -> text.contains("allowed by audit.allow"))
        .anyMatch(text -> text.contains("no known column 'given 9'"));
  }

  @Test
  void singleColumns_madeOfEarlierRows_areOnlyWarnedOf() {
    Ingredients leaking = Rows.ingredients(List.of(new Rows.Peeking()));
    Frame frame = leaking.frame();

    List<Finding> found = new SingleColumns(leaking, frame, Rows.fold(frame), List.of()).findings();

    assertThat(failed(found)).isEmpty();
    assertThat(found)
        .anyMatch(
            finding -> finding.verdict() == Verdict.WARNING && finding.check().contains("'peek'"));
  }

  /** What a watched ridge notes of its two fits. */
  private static List<FitRecord> fits(Fold fold, int[] scaled) {
    List<FitRecord> notes = new ArrayList<>();
    Trial trial = Rows.trial();
    Backtest backtest = trial.backtest(FRAME);
    var maker =
        WatchedModel.watching(
            data -> trial.model(new RidgeFactory(), data), "ridge_fold1_seed1", 1, notes::add);
    try (FittedModel fitted = backtest.run(fold, maker)) {
      fitted.forecast(fold.test(), Trial.LOSS);
      if (scaled.length > 0) {
        ScaledFrame other = backtest.scaledBy(scaled);
        Model model = fitted.model();
        new FittedModel(model, other, fitted.chosen(), fitted.fit())
            .forecast(fold.test(), Trial.LOSS);
      }
    }
    return notes;
  }

  private static List<Finding> fittedRows(List<FitRecord> fits) {
    return new FittedRows(List.of(FOLD), Rows.DELAY).findings(fits);
  }

  @Test
  void fittedRows_ofHonestFits_hadMatured() {
    List<FitRecord> fits = fits(FOLD, new int[0]);

    assertThat(fits).extracting(FitRecord::phase).containsExactly("select", "refit");
    assertThat(fits.get(0).rows().orElseThrow().rows()).isEqualTo(FOLD.train().length);
    assertThat(fits.get(1).scaler().rows()).isEqualTo(FOLD.refit().length);
    assertThat(fittedRows(fits)).hasSize(5).allMatch(Finding::passed);
  }

  @Test
  void fittedRows_whereModelAndScalerSawUnmaturedRows_areFound() {
    Fold leaking = Rows.fittedOn(FOLD, FOLD.train(), Rows.before(FRAME, FOLD.cut()));

    assertThat(failed(fittedRows(fits(leaking, new int[0]))))
        .extracting(Finding::check)
        .containsExactly(
            "scalers of models that forecast had matured at the cut",
            "rows of models that forecast had matured at the cut");
  }

  @Test
  void fittedRows_whereTheModelThatChoosesSawValidationRows_areFound() {
    Fold leaking = Rows.fittedOn(FOLD, FOLD.refit(), FOLD.refit());

    assertThat(failed(fittedRows(fits(leaking, new int[0]))))
        .extracting(Finding::check)
        .contains("models that chose know nothing from validation on");
  }

  @Test
  void fittedRows_whereForecastsAreScaledByTestRows_areFound() {
    int[] all = IntStream.range(0, FRAME.rows()).toArray();

    assertThat(failed(fittedRows(fits(FOLD, all))))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.check() + finding.evidence())
                    .contains("scalers of models that forecast", "ridge_fold1_seed1"));
  }

  private static RepeatedTexts repeated(List<String> texts, int cut) {
    TextPrints prints = new TextPrints();
    Frame.Builder rows = Frame.builder(new Schema(List.of(), List.of("likes")), Duration.ZERO);
    for (int k = 0; k < texts.size(); k++) {
      Instant instant = Instant.EPOCH.plus(Duration.ofHours(k));
      Post post = new Post("p" + k, "a", instant, texts.get(k), 1, 1, 1, false, false);
      prints.write(post, new float[0], 0);
      // a reader may refuse a row whose features were made
      if (k != 1) {
        rows.add(post.id(), "a", instant, 0, new float[0], new double[] {1});
      }
    }
    Frame frame = rows.build();
    int first = frame.firstRowAt(Instant.EPOCH.plus(Duration.ofHours(cut)));
    Fold fold =
        new Fold(
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            frame.instant(first),
            Instant.MAX,
            new int[0],
            new int[0],
            IntStream.range(0, first).toArray(),
            IntStream.range(first, frame.rows()).toArray());
    return RepeatedTexts.of(prints, frame, List.of(fold));
  }

  @Test
  void repeatedTexts_acrossTheCut_areCountedWithTheirIdsAndWarnedOf() {
    String text =
        "We just raised our forecast for the harvest in the north: rain came early, and fields are as green as never before in May";
    RepeatedTexts found =
        repeated(
            List.of(
                text,
                "refused by the reader",
                "Another thing altogether that nobody says a second time in this file",
                "RT @someone " + text.toUpperCase(java.util.Locale.ROOT) + " https://t.co/abc 17",
                text.replace("May", "June"),
                "thanks a lot!",
                "A text that stands in the test slice alone, whatever was said before it"),
            3);

    assertThat(found.rows()).isEqualTo(3);
    assertThat(found.exact()).isZero();
    assertThat(found.near()).isEqualTo(2);
    assertThat(found.shortTexts()).isEqualTo(1);
    Frame frame = FRAME;
    assertThat(found.finding(frame).verdict()).isEqualTo(Verdict.WARNING);
    assertThat(found.finding(frame).evidence()).doesNotContain("harvest");
  }

  static Stream<String> same() {
    return Stream.of("Fields are GREEN again 2024", "@you fields are green, again! http://x.y/z");
  }

  @Test
  void textPrint_ofTheSameWords_isTheSame() {
    assertThat(same().map(TextPrint::normal)).containsOnly("fields are green again");
    assertThat(same().map(TextPrint::of).distinct()).hasSize(1);
    assertThat(TextPrint.of("@you 1 2 3 http://x.y").hash()).isZero();
  }

  @Test
  void sensitivity_toDelaysAndHistory_keepsTheTestRows() {
    List<Sensitivity> lines =
        Sensitivity.of(
            HONEST,
            FOLD,
            Rows.trial(),
            org.groundswell.evaluate.Metric.LOG1P_MAE,
            Duration.ZERO,
            true);

    assertThat(lines).hasSize(9).allMatch(line -> line.testRows() == FOLD.test().length);
    assertThat(lines)
        .filteredOn(line -> !line.history())
        .singleElement()
        .satisfies(line -> assertThat(line.value()).isGreaterThan(value(lines, Rows.DELAY)));
    assertThat(value(lines, Duration.ofDays(7))).isNotEqualTo(value(lines, Duration.ofHours(1)));
    assertThat(lines.get(0).fittedRows()).isGreaterThan(lines.get(7).fittedRows());
  }

  private static double value(List<Sensitivity> lines, Duration delay) {
    return lines.stream()
        .filter(line -> line.history() && line.model().equals("ridge"))
        .filter(line -> line.labelDelay().equals(delay))
        .map(Sensitivity::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void folds_thatOverlap_failTheAudit() {
    Fold overlapping =
        Rows.fittedOn(FOLD, FOLD.train(), IntStream.range(0, FRAME.rows()).toArray());

    FoldAudit audit = FoldAudit.of(FRAME, List.of(overlapping), Duration.ZERO);

    assertThat(audit.passed()).isFalse();
    assertThat(Optional.of(audit.checks()).get())
        .anyMatch(check -> !check.passed() && check.check().equals("no test row was fitted on"));
  }
}
