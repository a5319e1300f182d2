package org.groundswell.experiments.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.groundswell.frame.RowSpan;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.window.ScaledFrame;

/**
 * A model that notes which rows it is given, and under scalers of which rows, whoever gives them
 * and whatever a fold says.
 */
public final class WatchedModel implements Model {
  private final Model model;
  private final String cell;
  private final int fold;
  private final Consumer<FitRecord> notes;
  private RowSpan scaler;

  private WatchedModel(
      Model model, ScaledFrame made, String cell, int fold, Consumer<FitRecord> notes) {
    this.model = model;
    this.cell = cell;
    this.fold = fold;
    this.notes = notes;
    this.scaler = made.fittedOn();
  }

  /**
   * The same maker of models, whose models are watched.
   *
   * @param cell what they are of
   * @param fold the number of its fold
   * @param notes gets a note each time one is fitted
   */
  public static Function<ScaledFrame, Model> watching(
      Function<ScaledFrame, Model> maker, String cell, int fold, Consumer<FitRecord> notes) {
    return data -> new WatchedModel(maker.apply(data), data, cell, fold, notes);
  }

  @Override
  public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    Optional<RowSpan> validation =
        stopping instanceof Stopping.OnValidation onValidation && onValidation.rows().length > 0
            ? Optional.of(RowSpan.of(data.frame(), onValidation.rows()))
            : Optional.empty();
    RowSpan given = RowSpan.of(data.frame(), rows);
    Fit fit = model.fit(data, rows, stopping, listener);
    scaler = data.fittedOn();
    String phase = validation.isPresent() ? FitRecord.SELECT : FitRecord.REFIT;
    notes.accept(new FitRecord(cell, fold, phase, scaler, Optional.of(given), validation));
    return fit;
  }

  @Override
  public float[] forecast(ScaledFrame data, int[] rows) {
    if (!data.fittedOn().equals(scaler)) {
      scaler = data.fittedOn();
      notes.accept(
          new FitRecord(
              cell, fold, FitRecord.FORECAST, scaler, Optional.empty(), Optional.empty()));
    }
    return model.forecast(data, rows);
  }

  @Override
  public void save(Path folder) throws IOException {
    model.save(folder);
  }

  @Override
  public void load(Path folder) throws IOException {
    model.load(folder);
  }

  @Override
  public void close() {
    model.close();
  }
}
