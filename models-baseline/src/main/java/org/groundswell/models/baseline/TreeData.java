package org.groundswell.models.baseline;

import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.Optional;
import org.groundswell.window.ScaledFrame;

/**
 * The training rows and, where there are any, the validation rows of one target in LightGBM's
 * native memory, with the target in z as label. Must outlive the trees grown on it.
 */
final class TreeData implements AutoCloseable {
  private final int target;
  private final LGBMDataset training;
  private final Optional<LGBMDataset> validation;

  private TreeData(int target, LGBMDataset training, Optional<LGBMDataset> validation) {
    this.target = target;
    this.training = training;
    this.validation = validation;
  }

  /**
   * Copies rows to native memory.
   *
   * @param validationRows may be empty
   */
  static TreeData of(
      ScaledFrame data, int target, int[] rows, int[] validationRows, String parameters)
      throws LGBMException {
    LGBMDataset training = dataset(data, target, rows, parameters, null);
    try {
      return new TreeData(
          target,
          training,
          validationRows.length == 0
              ? Optional.empty()
              : Optional.of(dataset(data, target, validationRows, parameters, training)));
    } catch (LGBMException e) {
      training.close();
      throw e;
    }
  }

  /** With {@code bins}, values are put into the bins of that set. */
  private static LGBMDataset dataset(
      ScaledFrame data, int target, int[] rows, String parameters, LGBMDataset bins)
      throws LGBMException {
    int columns = data.frame().schema().known().size();
    LGBMDataset dataset =
        LGBMDataset.createFromMat(
            KnownColumns.of(data.frame(), rows), rows.length, columns, true, parameters, bins);
    float[] labels = new float[rows.length];
    for (int k = 0; k < rows.length; k++) {
      labels[k] = (float) data.z(rows[k], target);
    }
    try {
      dataset.setField("label", labels);
    } catch (LGBMException e) {
      dataset.close();
      throw e;
    }
    return dataset;
  }

  int target() {
    return target;
  }

  LGBMDataset training() {
    return training;
  }

  Optional<LGBMDataset> validation() {
    return validation;
  }

  @Override
  public void close() throws LGBMException {
    if (validation.isPresent()) {
      validation.get().close();
    }
    training.close();
  }
}
