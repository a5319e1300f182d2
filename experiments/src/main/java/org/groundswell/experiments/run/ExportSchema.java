package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.exchange.FrameExport;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Anchors;
import org.groundswell.window.Windows;

/**
 * What stands in an export's {@code schema.json}: what its columns and numbers mean.
 *
 * @param export tells whether forecasts made elsewhere are of these rows and folds
 * @param columns names of {@code rows.parquet} beside those of known columns, targets and others
 * @param outcomesLeftOut rows whose targets are left out
 * @param quantiles the levels that forecasts may have beside the point
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExportSchema(
    String format,
    String export,
    String experiment,
    String configSha256,
    String data,
    String dataSha256,
    String contextSha256,
    boolean generated,
    int rows,
    int groups,
    Duration labelDelay,
    Instant collectedUntil,
    String primaryMetric,
    List<String> columns,
    List<Known> known,
    List<Target> targets,
    List<Known> observed,
    boolean testTargets,
    int outcomesLeftOut,
    Window window,
    Object target,
    List<Double> quantiles,
    List<Long> seeds,
    List<OfFold> folds,
    Map<String, String> definitions) {

  /**
   * A known column, or one observed with the targets.
   *
   * @param column its name in {@code rows.parquet}
   * @param categories what codes 0, 1, … stand for, where that is known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Known(
      String name,
      String column,
      String group,
      String kind,
      boolean nullable,
      List<String> categories) {}

  /**
   * A target.
   *
   * @param anchor the column that holds its as-of median
   */
  record Target(String name, String column, String anchor, String unit) {}

  /** The shape of {@code windows}. */
  record Window(int history, boolean queryRow, int positions) {}

  /** A fold, with how many rows each of its roles has. */
  record OfFold(
      int fold,
      Instant trainFrom,
      Instant validationStart,
      Instant cut,
      Instant testEnd,
      int train,
      int validation,
      int refit,
      int test) {}

  /** The schema of an export. */
  static ExportSchema of(
      ExperimentConfig config,
      FrameData read,
      Windows windows,
      List<Fold> folds,
      String hash,
      boolean testTargets,
      int outcomesLeftOut) {
    Frame frame = read.frame();
    FrameData.Summary summary = read.summary();
    Map<String, List<String>> categories =
        summary.categories() == null ? Map.of() : summary.categories();
    return new ExportSchema(
        "groundswell-export 1",
        hash,
        config.name(),
        Sha256.of(config.toYaml()),
        summary.file(),
        summary.sha256(),
        summary.context() == null ? null : summary.context().sha256(),
        summary.generated(),
        frame.rows(),
        frame.groups().size(),
        frame.labelDelay(),
        frame.collectedUntil(),
        config.primaryMetric().key(),
        List.of("row", "id", "group", "group_code", "stratum", "instant"),
        frame.schema().known().stream()
            .map(column -> known(column, FrameExport.known(column.name()), categories))
            .toList(),
        frame.schema().targets().stream()
            .map(
                name ->
                    new Target(
                        name,
                        FrameExport.target(name),
                        FrameExport.anchor(name),
                        "as in the data, never negative"))
            .toList(),
        frame.schema().observed().stream()
            .map(column -> known(column, FrameExport.observed(column.name()), categories))
            .toList(),
        testTargets,
        outcomesLeftOut,
        new Window(windows.history(), windows.queryRow(), windows.time()),
        config.target(),
        config.losses().quantiles(),
        config.seeds(),
        folds.stream().map(ExportSchema::of).toList(),
        definitions(config));
  }

  private static Known known(Column column, String name, Map<String, List<String>> categories) {
    return new Known(
        column.name(),
        name,
        column.group(),
        column.kind().name().toLowerCase(Locale.ROOT),
        column.nullable(),
        categories.get(column.name()));
  }

  private static OfFold of(Fold fold) {
    return new OfFold(
        fold.number(),
        fold.trainFrom(),
        fold.validationStart(),
        fold.cut(),
        fold.testEnd(),
        fold.train().length,
        fold.validation().length,
        fold.refit().length,
        fold.test().length);
  }

  private static Map<String, String> definitions(ExperimentConfig config) {
    Map<String, String> definitions = new TreeMap<>();
    definitions.put("row", "rows are numbered from 0 in time order; instants are UTC");
    definitions.put(
        "visible",
        "row j is visible to row i of its group if t_j + labelDelay <= t_i and t_j < t_i; a model may use outcomes of row i's visible rows and of the rows it is fitted on, and no others, to forecast row i");
    definitions.put(
        "roles",
        "train: fit here while choosing; validation: choose by these; refit: fit again on these for what was chosen; test: forecast these. Of validation and test rows all must be forecast");
    definitions.put(
        "windows",
        "windows[i]: the newest visible rows of row i's group, oldest first, left-padded with -1, then row i itself if queryRow");
    definitions.put(
        "anchor",
        "median of link(target) over the newest %d visible rows of the group with the same stratum, of the whole group where there is none, missing where it has none either; the deviation form then takes the median of link(target) over the rows fitted on. link(y) is %s"
            .formatted(Anchors.ROWS, config.target().log() ? "log(1 + y)" : "y"));
    definitions.put(
        "deviation", "what a model of target.form deviation learns: link(target) - anchor");
    definitions.put(
        "log1p-mae",
        "mean of |log(1 + forecast) - log(1 + actual)| over the rows of a slice that have an outcome");
    definitions.put(
        "missing",
        "null in Parquet, NaN in NumPy; also targets and observed columns of rows whose label had not matured at the last cut, unless testTargets is true");
    definitions.put(
        "forecasts",
        "CSV or Parquet with the columns export (this file's export), fold, phase (validation or test), row (or id), target, forecast, in original units, and if wanted seed and q<level> of all levels of quantiles");
    return definitions;
  }
}
