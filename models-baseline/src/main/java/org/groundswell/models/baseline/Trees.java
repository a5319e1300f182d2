package org.groundswell.models.baseline;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;

/**
 * The grown trees of one target and level. Always read from text, so that what was saved and loaded
 * forecasts the same bits.
 */
final class Trees implements AutoCloseable {
  private final String text;
  private final LGBMBooster booster;

  private Trees(String text, LGBMBooster booster) {
    this.text = text;
    this.booster = booster;
  }

  static Trees parse(String text) throws LGBMException {
    return new Trees(text, LGBMBooster.loadModelFromString(text));
  }

  String text() {
    return text;
  }

  /** Forecasts in z of rows as {@link KnownColumns} gives them. */
  double[] forecast(float[] known, int rows, int columns) throws LGBMException {
    return booster.predictForMat(
        known, rows, columns, true, PredictionType.C_API_PREDICT_NORMAL, LightGbmParameters.QUIET);
  }

  @Override
  public void close() {
    try {
      booster.close();
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM could not free its trees: " + e.getMessage(), e);
    }
  }
}
