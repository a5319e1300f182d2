package org.groundswell.statistics;

/** Checks of what comes in. */
final class Numbers {
  private Numbers() {}

  static void checkFinite(String what, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there is no " + what + ". Maybe no row has an outcome.");
    }
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "%s %d is %s but must be finite. Maybe leave out rows without an outcome."
                .formatted(what, k, values[k]));
      }
    }
  }

  static void checkLength(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "there are %d %s where %d are due".formatted(length, what, expected));
    }
  }
}
