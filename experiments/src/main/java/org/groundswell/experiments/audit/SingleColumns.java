package org.groundswell.experiments.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.feature.CalendarFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * Known columns that tell a target almost alone, and so are probably the target in disguise: views,
 * earnings, ranks that were written down when the likes were. Measured by {@link RankCorrelation}
 * among the rows of one group and stratum, on validation rows of the last fold; a category stands
 * for the mean of log1p of the target over its training rows.
 *
 * <p>Columns that the program itself makes of the clock or of earlier rows are only warned of: a
 * smooth series is told by its last value, and whether they look ahead is {@link ShuffledTargets}'
 * affair.
 */
final class SingleColumns {
  static final String NAME = "single column";

  /** ρ² from which a column is taken for the target itself. */
  static final double MOST = 0.95;

  /** ρ² from which a column that was given is worth a look. */
  static final double NOTED = 0.5;

  private static final String CHECK = "no known column tells a target alone";
  private static final String SEES = "a planted copy of the target would be found";
  private static final String GHOSTS = "a planted column of random numbers tells nothing";
  private static final int FEWEST_ROWS = 30;
  private static final int ENOUGH_ROWS = 100;
  private static final int MOST_ROWS = 20_000;
  private static final long SEED = 1_729;

  private final Frame frame;
  private final Set<String> made = new HashSet<>();
  private final Fold fold;
  private final Set<String> allowed;
  private final int[] rows;
  private final int[][] places;

  SingleColumns(Ingredients ingredients, Frame frame, Fold fold, List<String> allowed) {
    this.frame = frame;
    this.fold = fold;
    this.allowed = Set.copyOf(allowed);
    ingredients.asOf().stream()
        .flatMap(features -> features.columns().stream())
        .map(Column::name)
        .forEach(made::add);
    // nobody's likes are in the clock
    frame.schema().known().stream()
        .filter(column -> column.group().equals(CalendarFeatures.GROUP))
        .map(Column::name)
        .forEach(made::add);
    int[] validation = withTarget(fold.validation());
    int[] all = validation.length < ENOUGH_ROWS ? withTarget(fold.refit()) : validation;
    rows = Arrays.copyOfRange(all, Math.max(0, all.length - MOST_ROWS), all.length);
    places = Peers.of(frame, rows).places();
  }

  private int[] withTarget(int[] of) {
    return Arrays.stream(of).filter(row -> !Double.isNaN(frame.observed(row, 0))).toArray();
  }

  /** What a column and a target have to do with each other. */
  private record Pair(String column, String target, double squared) {
    String text() {
      return String.format(Locale.ROOT, "'%s' and %s: ρ² %.3f", column, target, squared);
    }
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (rows.length < FEWEST_ROWS) {
      return List.of(
          Finding.skipped(
              NAME,
              fold.number(),
              CHECK,
              "%d rows with a target are fewer than %d".formatted(rows.length, FEWEST_ROWS)));
    }
    Set<String> names = new HashSet<>();
    Pair strongest = new Pair("none", "any target", 0);
    boolean found = false;
    for (int c = 0; c < frame.schema().known().size(); c++) {
      Column column = frame.schema().known().get(c);
      names.add(column.name());
      Pair pair = strongest(column, c);
      strongest = pair.squared() > strongest.squared() ? pair : strongest;
      // a level of the past often tells half: nothing to note about a column that is made to
      if (pair.squared() > (made.contains(pair.column()) ? MOST : NOTED)) {
        Finding finding = finding(pair);
        found |= !finding.passed();
        findings.add(finding);
      }
    }
    for (int c = 0; c < frame.schema().observed().size(); c++) {
      extra(c).ifPresent(findings::add);
    }
    for (String name : allowed.stream().sorted().toList()) {
      if (!names.contains(name)) {
        findings.add(
            Finding.warning(
                NAME,
                fold.number(),
                "audit.allow names known columns",
                "there is no known column '%s'".formatted(name)));
      }
    }
    if (!found) {
      findings.add(
          Finding.of(
              NAME,
              fold.number(),
              CHECK,
              true,
              "the strongest of %d columns on %d rows is %s; a leak is above %s"
                  .formatted(frame.schema().known().size(), rows.length, strongest.text(), MOST)));
    }
    findings.addAll(planted());
    return findings;
  }

  private Finding finding(Pair pair) {
    String check = "'%s' is not the target in disguise".formatted(pair.column());
    String way =
        "; if it is known at the row's instant and may do that, name it in audit.allow, else take it out of the features";
    if (pair.squared() > MOST && !made.contains(pair.column())) {
      return allowed.contains(pair.column())
          ? Finding.warning(NAME, fold.number(), check, pair.text() + ", allowed by audit.allow")
          : Finding.of(NAME, fold.number(), check, false, pair.text() + " above " + MOST + way);
    }
    return Finding.warning(
        NAME,
        fold.number(),
        check,
        pair.text()
            + (made.contains(pair.column())
                ? "; the program made it, of the clock or of earlier rows, and shuffled targets tell whether of those alone"
                : "; make sure that it is known at the row's instant"));
  }

  private Optional<Finding> extra(int c) {
    String name = frame.schema().observed().get(c).name();
    Pair pair = strongest(name, values(row -> frame.extra(row, c)));
    return pair.squared() > MOST
        ? Optional.of(
            Finding.warning(
                NAME,
                fold.number(),
                "'%s' is not the target in disguise".formatted(name),
                pair.text()
                    + "; it is observed with the target, and models see that of earlier rows"))
        : Optional.empty();
  }

  private Pair strongest(Column column, int c) {
    if (column.kind() != Column.Kind.CATEGORICAL) {
      return strongest(column.name(), values(row -> frame.known(row, c)));
    }
    Pair best = new Pair(column.name(), frame.schema().targets().get(0), 0);
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      Map<Integer, Double> means = means(c, t);
      double[] x =
          values(row -> means.getOrDefault((int) frame.known(row, c), Double.NaN).doubleValue());
      Pair pair = pair(column.name(), x, t);
      best = pair.squared() > best.squared() ? pair : best;
    }
    return best;
  }

  private Pair strongest(String column, double[] x) {
    Pair best = new Pair(column, frame.schema().targets().get(0), 0);
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      Pair pair = pair(column, x, t);
      best = pair.squared() > best.squared() ? pair : best;
    }
    return best;
  }

  private Pair pair(String column, double[] x, int t) {
    double[] y = values(row -> frame.observed(row, t));
    return new Pair(
        column,
        frame.schema().targets().get(t),
        RankCorrelation.squared(x, y, places, FEWEST_ROWS));
  }

  private double[] values(IntToDoubleFunction of) {
    return Arrays.stream(rows).mapToDouble(of).toArray();
  }

  private Map<Integer, Double> means(int c, int t) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (int row : fold.train()) {
      double y = Math.log1p(frame.observed(row, t));
      if (!Double.isNaN(y) && !Float.isNaN(frame.known(row, c))) {
        double[] sum = sums.computeIfAbsent((int) frame.known(row, c), code -> new double[2]);
        sum[0] += y;
        sum[1]++;
      }
    }
    Map<Integer, Double> means = new HashMap<>();
    sums.forEach((code, sum) -> means.put(code, sum[0] / sum[1]));
    return means;
  }

  /** Whether the check sees what it should see and nothing else. */
  private List<Finding> planted() {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] noise =
        IntStream.range(0, rows.length).mapToDouble(k -> random.nextDouble()).toArray();
    double[] y = values(row -> frame.observed(row, 0));
    double[] copy = new double[y.length];
    Arrays.setAll(copy, k -> y[k] * (1 + 0.01 * noise[k]));
    double seen = RankCorrelation.squared(copy, y, places, FEWEST_ROWS);
    double ghost = RankCorrelation.squared(noise, y, places, FEWEST_ROWS);
    // of a correlation without cause n ρ² is about χ² with one degree of freedom
    double chance = 25.0 / rows.length;
    String target = frame.schema().targets().get(0);
    return List.of(
        seen > MOST
            ? Finding.of(
                NAME,
                fold.number(),
                SEES,
                true,
                String.format(Locale.ROOT, "%s with 1 %% of noise has ρ² %.3f", target, seen))
            : Finding.skipped(
                NAME,
                fold.number(),
                SEES,
                "'%s' is the same in (almost) all rows of each group".formatted(target)),
        Double.isNaN(ghost)
            ? Finding.skipped(NAME, fold.number(), GHOSTS, "no row differs from its peers")
            : Finding.of(
                NAME,
                fold.number(),
                GHOSTS,
                ghost < chance,
                String.format(Locale.ROOT, "ρ² %.4f; chance is below %.4f", ghost, chance)));
  }
}
