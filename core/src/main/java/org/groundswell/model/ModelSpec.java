package org.groundswell.model;

import java.util.Arrays;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;

/**
 * What a model is made for.
 *
 * @param schema columns and targets of the frame
 * @param features width of a row encoding
 * @param history positions of a window that hold observed rows
 * @param queryRow whether one more position, the last, holds the row to be forecast
 * @param loss what to minimise, and the levels to forecast
 * @param training how gradient-trained models are trained
 * @param seed of all chance in the model: initial weights, order of rows, dropout; never 0
 */
public record ModelSpec(
    Schema schema,
    int features,
    int history,
    boolean queryRow,
    Loss loss,
    TrainingConfig training,
    long seed) {

  public ModelSpec {
    if (seed == 0) {
      throw new IllegalArgumentException("seed 0 means \"no seed\" to ND4J; take another");
    }
  }

  /** The specification of a model for the given data. */
  public static ModelSpec of(ScaledFrame data, Loss loss, TrainingConfig training, long seed) {
    return new ModelSpec(
        data.frame().schema(),
        data.features(),
        data.windows().history(),
        data.windows().queryRow(),
        loss,
        training,
        seed);
  }

  /** Positions of a window. */
  public int time() {
    return history + (queryRow ? 1 : 0);
  }

  public int targets() {
    return schema.targets().size();
  }

  /** Width of a forecast: targets × levels. */
  public int outputs() {
    return targets() * loss.levels().size();
  }

  /**
   * Checks that data are of the kind the model was made for.
   *
   * @throws IllegalArgumentException if columns, targets, features or windows are others
   */
  public void requireFits(ScaledFrame data) {
    require("targets", schema.targets(), data.frame().schema().targets());
    require("columns", schema.known(), data.frame().schema().known());
    require("features", features, data.features());
    require("history positions", history, data.windows().history());
    require("query row", queryRow, data.windows().queryRow());
  }

  /**
   * Checks that a batch has the shape the model was made for.
   *
   * @throws IllegalArgumentException if it has not
   */
  public void requireFits(Batch batch) {
    if (batch.time() != time() || batch.features() != features) {
      throw new IllegalArgumentException(
          "windows of %d positions × %d features do not fit a model made for %d × %d"
              .formatted(batch.time(), batch.features(), time(), features));
    }
  }

  private static void require(String what, Object made, Object given) {
    if (!made.equals(given)) {
      throw new IllegalArgumentException(
          "the model was made for %s %s but the data have %s. Maybe make it from ModelSpec.of these data."
              .formatted(what, made, given));
    }
  }

  /**
   * Checks what a fit is given.
   *
   * @return the rows that have a target: the others teach nothing
   * @throws IllegalArgumentException if the data are not of the kind the model was made for, or no
   *     row has a target
   * @throws FitFailedException if a target in z is beyond the range of float
   */
  public int[] trainingRows(ScaledFrame data, int[] rows) {
    requireFits(data);
    int[] labelled = Arrays.stream(rows).filter(row -> hasTarget(data, row)).toArray();
    if (labelled.length == 0) {
      throw new IllegalArgumentException(
          rows.length == 0
              ? "there is no training row"
              : "none of %d training rows has a target".formatted(rows.length));
    }
    return labelled;
  }

  private boolean hasTarget(ScaledFrame data, int row) {
    boolean any = false;
    for (int target = 0; target < targets(); target++) {
      double value = data.frame().observed(row, target);
      if (!Double.isNaN(value)) {
        any = true;
        double z = data.z(row, target);
        if (!Float.isFinite((float) z)) {
          throw new FitFailedException(
              "row '%s' has %s as target '%s', which is %s in z. Maybe read targets as log1p."
                  .formatted(data.frame().id(row), value, schema.targets().get(target), z));
        }
      }
    }
    return any;
  }
}
