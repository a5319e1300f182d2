package org.groundswell.scale;

import java.util.List;

/** A fitted, strictly increasing and invertible map of one variable. */
public sealed interface Scaling {

  double apply(double value);

  /** The value that {@link #apply} maps to {@code scaled}. */
  double invert(double scaled);

  /** {@code (x − centre) / scale}. */
  record Affine(double centre, double scale) implements Scaling {
    public Affine {
      if (!(scale > 0) || Double.isInfinite(scale) || !Double.isFinite(centre)) {
        throw new IllegalArgumentException(
            "centre %s and scale %s do not make an invertible map".formatted(centre, scale));
      }
    }

    @Override
    public double apply(double value) {
      return (value - centre) / scale;
    }

    @Override
    public double invert(double scaled) {
      return scaled * scale + centre;
    }
  }

  /** {@code sign(x) · log(1 + |x|)}. */
  record SignedLog1p() implements Scaling {
    @Override
    public double apply(double value) {
      return Math.copySign(Math.log1p(Math.abs(value)), value);
    }

    @Override
    public double invert(double scaled) {
      return Math.copySign(Math.expm1(Math.abs(scaled)), scaled);
    }
  }

  /** One after the other; an empty chain changes nothing. */
  record Chain(List<Scaling> steps) implements Scaling {
    public Chain {
      steps = List.copyOf(steps);
    }

    @Override
    public double apply(double value) {
      // no iterator: this is done for millions of values
      for (int k = 0; k < steps.size(); k++) {
        value = steps.get(k).apply(value);
      }
      return value;
    }

    @Override
    public double invert(double scaled) {
      for (int k = steps.size() - 1; k >= 0; k--) {
        scaled = steps.get(k).invert(scaled);
      }
      return scaled;
    }
  }
}
