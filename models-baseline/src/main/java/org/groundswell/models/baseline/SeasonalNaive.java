package org.groundswell.models.baseline;

import java.util.Arrays;
import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Frame;
import org.groundswell.model.ModelSpec;
import org.groundswell.scale.Scaling;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts each target by its visible value at exactly one period before the row's instant in the
 * row's group, such as this hour yesterday; by the newest visible value where there is none, as
 * after a gap; and by the training median where there is none either (seasonal naive method,
 * Hyndman and Athanasopoulos 2021, section 5.2).
 */
final class SeasonalNaive extends AsOfBaseline {
  static final String NAME = "seasonal-naive";

  private final long periodMillis;

  SeasonalNaive(SeasonalNaiveConfig config, ModelSpec spec) {
    super(NAME, spec);
    periodMillis = config.period().toMillis();
  }

  @Override
  Linked linked(ScaledFrame data) {
    Scaling link = data.target().config().link();
    Linked last = LastValue.newestVisible(data);
    ValuesBefore before = new ValuesBefore(data.frame(), periodMillis);
    AsOfScan.run(data.frame(), before);
    return (row, target) -> {
      double value = before.ofRow[row * before.targets + target];
      return Double.isNaN(value) ? last.of(row, target) : link.apply(value);
    };
  }

  /** Follows each row at the distance of a period through the visible rows of its group. */
  private static final class ValuesBefore implements AsOfScan {
    private final Frame frame;
    private final long periodMillis;
    private final int targets;

    /** {@code [rows, targets]} in original units, {@code NaN} where there is none. */
    private final double[] ofRow;

    private int group;
    private int visible;

    /** The place in the group of the first row that is not more than a period before. */
    private int place;

    ValuesBefore(Frame frame, long periodMillis) {
      this.frame = frame;
      this.periodMillis = periodMillis;
      targets = frame.schema().targets().size();
      ofRow = new double[Math.multiplyExact(frame.rows(), targets)];
      Arrays.fill(ofRow, Double.NaN);
    }

    @Override
    public void startGroup(int newGroup) {
      group = newGroup;
      visible = 0;
      place = 0;
    }

    @Override
    public void becameVisible(int row) {
      visible++;
    }

    @Override
    public void at(int row) {
      long wanted = frame.millis(row) - periodMillis;
      while (place < visible && frame.millis(frame.groupRow(group, place)) < wanted) {
        place++;
      }
      // of several rows of that instant the newest that has a value
      for (int k = place; k < visible; k++) {
        int before = frame.groupRow(group, k);
        if (frame.millis(before) != wanted) {
          break;
        }
        for (int target = 0; target < targets; target++) {
          double value = frame.observed(before, target);
          if (!Double.isNaN(value)) {
            ofRow[row * targets + target] = value;
          }
        }
      }
    }
  }
}
