package org.groundswell.models.baseline;

import java.util.Arrays;
import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Frame;
import org.groundswell.model.ModelSpec;
import org.groundswell.scale.Scaling;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts each target by its newest visible value in the row's group, and by the training median
 * where there is none.
 */
final class LastValue extends AsOfBaseline {
  static final String NAME = "last-value";

  LastValue(ModelSpec spec) {
    super(NAME, spec);
  }

  @Override
  Linked linked(ScaledFrame data) {
    return newestVisible(data);
  }

  /** The newest visible value of the row's group, the training median where there is none. */
  static Linked newestVisible(ScaledFrame data) {
    Scaling link = data.target().config().link();
    NewestValues newest = new NewestValues(data.frame());
    AsOfScan.run(data.frame(), newest);
    return (row, target) -> {
      double value = newest.ofRow[row * newest.targets + target];
      return Double.isNaN(value) ? data.target().fallback(target) : link.apply(value);
    };
  }

  /**
   * Carried along and not looked for from each row back: where a target stopped being collected
   * that would be O(rows²).
   */
  private static final class NewestValues implements AsOfScan {
    private final Frame frame;
    private final int targets;

    /** {@code [rows, targets]} in original units, {@code NaN} where there is none. */
    private final double[] ofRow;

    /** By target, of the rows told so far. */
    private final double[] newest;

    NewestValues(Frame frame) {
      this.frame = frame;
      targets = frame.schema().targets().size();
      ofRow = new double[Math.multiplyExact(frame.rows(), targets)];
      newest = new double[targets];
    }

    @Override
    public void startGroup(int group) {
      Arrays.fill(newest, Double.NaN);
    }

    @Override
    public void becameVisible(int row) {
      for (int target = 0; target < targets; target++) {
        double value = frame.observed(row, target);
        newest[target] = Double.isNaN(value) ? newest[target] : value;
      }
    }

    @Override
    public void at(int row) {
      System.arraycopy(newest, 0, ofRow, row * targets, targets);
    }
  }
}
