package org.groundswell.model;

import java.io.IOException;
import java.nio.file.Path;
import org.groundswell.window.ScaledFrame;

/**
 * Something that forecasts the targets of rows. Fresh from its {@link ModelFactory} it knows only
 * its configuration and seed: fitting twice gives the same bits as fitting once.
 *
 * <p>Forecasts are in z (see {@link org.groundswell.scale.TargetTransform}), so every model serves
 * every target form. A model may read of a row only what is known at its instant: its known columns
 * and the rows visible to it.
 */
public interface Model extends AutoCloseable {

  /**
   * Fits to training rows.
   *
   * @param data the fold's frame, scaled by the statistics of the same rows
   * @param rows training rows in time order, left as they are; a row all of whose targets are
   *     missing teaches nothing
   * @param stopping when to end
   * @throws IllegalArgumentException if there are no rows, or no row has a target
   * @throws FitFailedException if the loss or its gradient stops being finite
   */
  Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener);

  /**
   * Forecasts rows.
   *
   * @return {@code [rows, target × level]}, row-major, in z; the levels of a target ascend. The
   *     forecast of a row depends neither on the other rows nor on their order.
   */
  float[] forecast(ScaledFrame data, int[] rows);

  /** Writes what fitting learned into an existing folder, as plain data. */
  void save(Path folder) throws IOException;

  /**
   * Reads what {@link #save} of a model of the same configuration and shape wrote.
   *
   * @throws IOException if the folder holds something else, naming the file and what is wrong
   */
  void load(Path folder) throws IOException;

  /** Gives back native memory. */
  @Override
  void close();
}
