package org.groundswell.experiments.run;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.backtest.Forecasts;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;

/**
 * Scores what another program forecast. Without forecasts of validation rows there is nothing to
 * choose it by, and it is no candidate for the champion.
 */
record OutsideRunner(Outside outside, Frame frame) implements CellWork {

  @Override
  public Selected select(Cell cell, Optional<Path> wanted) throws IOException {
    if (!outside.forecasts().hasValidation()) {
      List<String> targets = frame.schema().targets();
      return Selected.of(
          cell,
          Fit.closedForm(),
          targets.stream().collect(toMap(name -> name, name -> 0)),
          targets.stream().collect(toMap(name -> name, name -> Map.of())));
    }
    Fold fold = cell.fold();
    Measured measured = measured(outside.forecasts().validation(fold, cell.seed()), fold.train());
    if (wanted.isPresent()) {
      PredictionFile.write(wanted.get(), frame, fold.validation(), measured.byTarget());
    }
    return Selected.of(cell, Fit.closedForm(), measured.rows(), measured.metrics());
  }

  @Override
  public Outcome test(Cell cell, Selected selected, double selectSeconds, Path folder)
      throws IOException {
    Fold fold = cell.fold();
    Measured measured = measured(outside.forecasts().test(fold, cell.seed()), fold.refit());
    PredictionFile.write(
        folder.resolve("predictions.csv"), frame, fold.test(), measured.byTarget());
    return new Outcome(
        CellResult.of(cell, selected, 0, measured.rows(), measured.metrics()),
        new Cost(cell.name(), 0, 0, 0));
  }

  private Measured measured(Forecasts forecasts, int[] fittedOn) {
    List<String> targets = frame.schema().targets();
    return new Measured(
        targets,
        IntStream.range(0, targets.size()).mapToObj(t -> forecasts.scored(t, fittedOn)).toList());
  }
}
