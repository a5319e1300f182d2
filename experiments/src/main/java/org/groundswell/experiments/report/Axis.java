package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The map from values to a picture's coordinates.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}; larger than {@code low}
 * @param log whether equal ratios take equal room
 */
record Axis(double low, double high, double from, double to, boolean log) {

  /** A linear axis with a little room beyond the values. */
  static Axis around(double low, double high, double from, double to) {
    double room = high > low ? 0.06 * (high - low) : Math.max(Math.abs(low) * 0.1, 0.5);
    return new Axis(low - room, high + room, from, to, false);
  }

  /** A logarithmic axis over positive values. */
  static Axis logarithmic(double low, double high, double from, double to) {
    double room = high > low ? 1.05 : 1.5;
    return new Axis(low / room, high * room, from, to, true);
  }

  double at(double value) {
    double share =
        log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /** About {@code count} round values within the axis, ascending. */
  List<Double> ticks(int count) {
    return log ? logTicks() : linearTicks(count);
  }

  private List<Double> linearTicks(int count) {
    double raw = (high - low) / count;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step); k * step <= high; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private List<Double> logTicks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double tick = digit * Math.pow(10, power);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** A tick in as few digits as tell it from its neighbours. */
  static String label(double tick) {
    return Figures.plain(tick);
  }
}
