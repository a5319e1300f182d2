package org.groundswell.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A way of scaling that is fitted to values. Where its own measure of spread is zero it falls back,
 * so that a constant column becomes zeros and one of zeros with a single spike stays finite: robust
 * → standard deviation → 1.
 */
public enum Scaler {
  /** Signed log1p; nothing is fitted. */
  LOG1P {
    @Override
    Scaling fitFinite(double[] values) {
      return new Scaling.SignedLog1p();
    }
  },
  /** Median and interquartile range. */
  ROBUST {
    @Override
    Scaling fitFinite(double[] values) {
      double[] quartiles = Quantiles.of(values, 0.25, 0.5, 0.75);
      double spread = quartiles[2] - quartiles[0];
      return affine(quartiles[1], spread > 0 ? spread : deviation(values));
    }
  },
  /** Mean and standard deviation (divided by n). */
  STANDARD {
    @Override
    Scaling fitFinite(double[] values) {
      return affine(StatUtils.mean(values), deviation(values));
    }
  },
  /** Minimum and range, so that the fitted values fill [0, 1]. */
  MIN_MAX {
    @Override
    Scaling fitFinite(double[] values) {
      double low = StatUtils.min(values);
      return affine(low, StatUtils.max(values) - low);
    }
  };

  abstract Scaling fitFinite(double[] values);

  /**
   * Fits to values; missing ones ({@code NaN}) are left out.
   *
   * @throws IllegalArgumentException if a value is infinite
   */
  public Scaling fit(double[] values) {
    double[] present = new double[values.length];
    int count = 0;
    for (double value : values) {
      if (Double.isInfinite(value)) {
        throw new IllegalArgumentException("a scaler can't be fitted to an infinite value");
      }
      present[count] = value;
      count += Double.isNaN(value) ? 0 : 1;
    }
    return count == 0
        ? new Scaling.Chain(List.of())
        : fitFinite(count == values.length ? present : Arrays.copyOf(present, count));
  }

  /** Fits a chain: each scaler to what the ones before it make of the values. */
  public static Scaling fitChain(List<Scaler> chain, double[] values) {
    List<Scaling> fitted = new ArrayList<>();
    double[] current = values.clone();
    for (int each = 0; each < chain.size(); each++) {
      Scaling step = chain.get(each).fit(current);
      fitted.add(step);
      boolean last = each == chain.size() - 1;
      for (int k = 0; k < current.length && !last; k++) {
        current[k] = step.apply(current[k]);
      }
    }
    return new Scaling.Chain(fitted);
  }

  private static double deviation(double[] values) {
    return Math.sqrt(StatUtils.populationVariance(values));
  }

  private static Scaling affine(double centre, double spread) {
    // a spread at rounding level is that of a constant column
    boolean constant = !(spread > 1e-12 * Math.max(1, Math.abs(centre)));
    return new Scaling.Affine(centre, constant ? 1 : spread);
  }
}
