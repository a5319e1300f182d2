package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;

/**
 * Runs a cell of an ensemble once those of its members have ended: averages what they forecast, by
 * the files that they left, so that a resumed run gets the same bits. Fits nothing.
 *
 * @param selected of finished cells
 * @param tested of finished cells
 * @param costs of finished cells
 */
record EnsembleRunner(
    RunFolder folder,
    Frame frame,
    Map<String, Selected> selected,
    Map<String, CellResult> tested,
    Map<String, CellWork.Cost> costs)
    implements CellWork {

  @Override
  public Selected select(Cell cell, Optional<Path> forecasts) throws IOException {
    List<Cell> members = members(cell);
    for (Cell member : members) {
      Selected own = selected.get(member.name());
      checkOk(member, own.ok(), own.error());
    }
    Fold fold = cell.fold();
    Measured measured =
        averaged(cell, members, RunFolder.VALIDATION, fold.validation(), fold.train());
    return Selected.of(cell, Fit.closedForm(), measured.rows(), measured.metrics());
  }

  @Override
  public Outcome test(Cell cell, Selected found, double selectSeconds, Path work)
      throws IOException {
    List<Cell> members = members(cell);
    for (Cell member : members) {
      CellResult own = tested.get(member.name());
      checkOk(member, own.ok(), own.error());
    }
    Fold fold = cell.fold();
    Measured measured = averaged(cell, members, RunFolder.PREDICTIONS, fold.test(), fold.refit());
    PredictionFile.write(work.resolve("predictions.csv"), frame, fold.test(), measured.byTarget());
    return new Outcome(
        CellResult.of(cell, found, 0, measured.rows(), measured.metrics()), cost(cell, members));
  }

  private static List<Cell> members(Cell cell) {
    return ((Ensemble) cell.entry()).averagedBy(cell);
  }

  private static void checkOk(Cell member, boolean ok, String error) {
    if (!ok) {
      throw new FitFailedException("its member %s failed: %s".formatted(member.name(), error));
    }
  }

  /** What its members cost together; averaging takes no time worth counting. */
  private Cost cost(Cell cell, List<Cell> members) {
    double[] sums = new double[3];
    for (Cell member : members) {
      Optional.ofNullable(costs.get(member.name()))
          .ifPresent(
              own -> {
                sums[0] += own.selectSeconds();
                sums[1] += own.refitSeconds();
                sums[2] += own.forecastSeconds();
              });
    }
    return new Cost(cell.name(), sums[0], sums[1], sums[2]);
  }

  private Measured averaged(Cell cell, List<Cell> members, String from, int[] rows, int[] fittedOn)
      throws IOException {
    List<String> targets = frame.schema().targets();
    List<Scored> byTarget = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      List<Scored> parts = new ArrayList<>();
      for (Cell member : members) {
        Path file = folder.forecasts(from, member.name());
        parts.add(PredictionFile.read(file, frame, rows, fittedOn, t, member.entry().levels()));
      }
      byTarget.add(mean(parts, cell.entry().levels().size() > 1));
    }
    return new Measured(targets, byTarget);
  }

  /**
   * The mean of log(1 + forecast), taken back: of points, and of quantiles level by level.
   *
   * @param parts forecasts of the same rows
   * @param quantiles whether all have the same levels
   */
  static Scored mean(List<Scored> parts, boolean quantiles) {
    Scored first = parts.get(0);
    double[] forecast =
        IntStream.range(0, first.size())
            .mapToDouble(
                row -> mean(parts.stream().mapToDouble(part -> part.forecast()[row]).toArray()))
            .toArray();
    double[] levels = quantiles ? first.levels() : new double[0];
    double[][] ofLevels =
        levels.length == 0
            ? new double[0][]
            : IntStream.range(0, first.size())
                .mapToObj(row -> quantiles(parts, row, levels.length))
                .toArray(double[][]::new);
    return new Scored(
        first.group(),
        first.millis(),
        first.actual(),
        forecast,
        ofLevels,
        levels,
        first.naiveError());
  }

  private static double[] quantiles(List<Scored> parts, int row, int levels) {
    return IntStream.range(0, levels)
        .mapToDouble(
            level ->
                mean(parts.stream().mapToDouble(part -> part.quantiles()[row][level]).toArray()))
        .toArray();
  }

  private static double mean(double[] forecasts) {
    double sum = 0;
    for (double forecast : forecasts) {
      sum += Math.log1p(forecast);
    }
    return Math.expm1(sum / forecasts.length);
  }
}
