package org.groundswell.scale;

import java.util.HashMap;
import java.util.Map;
import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RecentValues;

/**
 * The as-of level of every row, by target: the median of the linked target over the newest {@value
 * #ROWS} visible rows of the group with the same stratum; of the whole group where there is none;
 * {@code NaN} where the group has none either.
 *
 * <p>Strictly as-of, so worked out once a frame whatever the folds.
 */
public final class Anchors {
  /** How many rows a median is taken over. */
  public static final int ROWS = 50;

  private final int targets;
  private final double[] levels;

  private Anchors(int targets, double[] levels) {
    this.targets = targets;
    this.levels = levels;
  }

  /**
   * The as-of median in the linked space, {@code NaN} if no row of the group with this target is
   * visible.
   */
  public double level(int row, int target) {
    return levels[row * targets + target];
  }

  /**
   * Anchors of all rows and targets.
   *
   * @param link how a target is read before its median is taken, such as {@link
   *     Scaling.SignedLog1p}
   */
  public static Anchors of(Frame frame, Scaling link) {
    int targets = frame.schema().targets().size();
    double[] levels = new double[Math.multiplyExact(frame.rows(), targets)];
    for (int target = 0; target < targets; target++) {
      AsOfScan.run(frame, new MedianScan(frame, link, target, levels));
    }
    return new Anchors(targets, levels);
  }

  private static final class MedianScan implements AsOfScan {
    private final Frame frame;
    private final Scaling link;
    private final int target;
    private final double[] levels;
    private final RecentValues ofGroup = new RecentValues(ROWS);
    private final Map<Integer, RecentValues> ofStratum = new HashMap<>();

    MedianScan(Frame frame, Scaling link, int target, double[] levels) {
      this.frame = frame;
      this.link = link;
      this.target = target;
      this.levels = levels;
    }

    private RecentValues stratumOf(int row) {
      return ofStratum.computeIfAbsent(frame.stratum(row), stratum -> new RecentValues(ROWS));
    }

    @Override
    public void startGroup(int group) {
      ofGroup.clear();
      ofStratum.values().forEach(RecentValues::clear);
    }

    @Override
    public void becameVisible(int row) {
      double value = link.apply(frame.observed(row, target));
      ofGroup.add(value);
      stratumOf(row).add(value);
    }

    @Override
    public void at(int row) {
      RecentValues same = stratumOf(row);
      levels[row * frame.schema().targets().size() + target] =
          same.size() > 0 ? same.median() : ofGroup.median();
    }
  }
}
