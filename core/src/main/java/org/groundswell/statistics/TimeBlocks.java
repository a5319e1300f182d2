package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;

/**
 * Rows at irregular instants, laid on a regular grid of time: block <em>b</em> holds the rows whose
 * instant is in [origin + <em>b</em>·length, origin + (<em>b</em> + 1)·length). Blocks begin at
 * whole multiples of their length since 1970 in UTC, so a block of one day is a day. Blocks without
 * a row count in time but carry nothing.
 *
 * <p>One day is the length to take for posts and for hourly counts alike: the daily cycle is then
 * inside a block, and the grid is fine enough for the label delays there are.
 */
public final class TimeBlocks {
  private static final int MOST = 10_000_000;

  private final long[] sorted;
  private final long length;
  private final int[] block;
  private final int[] rows;

  private TimeBlocks(long[] sorted, long length, int[] block, int[] rows) {
    this.sorted = sorted;
    this.length = length;
    this.block = block;
    this.rows = rows;
  }

  /**
   * The blocks of rows.
   *
   * @param millis the rows' instants in epoch milliseconds, in any order
   * @param length of a block
   * @throws IllegalArgumentException if there is no row, the length is below a millisecond, or so
   *     short that there were more than ten million blocks
   */
  public static TimeBlocks of(long[] millis, Duration length) {
    long step = length.toMillis();
    if (millis.length == 0 || step <= 0) {
      throw new IllegalArgumentException(
          "%d rows in blocks of %s; there must be a row, and a block of a millisecond at least"
              .formatted(millis.length, length));
    }
    long[] sorted = millis.clone();
    Arrays.sort(sorted);
    long origin = Math.floorDiv(sorted[0], step);
    long count = Math.floorDiv(sorted[sorted.length - 1], step) - origin + 1;
    if (count > MOST) {
      throw new IllegalArgumentException(
          "blocks of %s would be %d. Maybe take days.".formatted(length, count));
    }
    int[] block = new int[millis.length];
    int[] rows = new int[(int) count];
    for (int row = 0; row < block.length; row++) {
      block[row] = (int) (Math.floorDiv(millis[row], step) - origin);
      rows[block[row]]++;
    }
    return new TimeBlocks(sorted, step, block, rows);
  }

  /** How many blocks there are from the first row to the last, empty ones included. */
  public int count() {
    return rows.length;
  }

  /** How many blocks hold a row. */
  public int occupied() {
    return (int) Arrays.stream(rows).filter(held -> held > 0).count();
  }

  /** How many rows there are. */
  public int size() {
    return block.length;
  }

  /**
   * Over how many blocks errors are correlated by construction: the greatest <em>k</em> for which
   * some row of a block and some row <em>k</em> blocks later are less than the label delay apart.
   *
   * <p>A forecast at <em>t</em> has seen what was known at <em>t</em>, and its error is made of
   * what happened since: labels that were immature at <em>t</em>, and the row's own label window
   * [<em>t</em>, <em>t</em> + delay). Forecasts less than the delay apart share some of that, those
   * further apart share nothing. That is the reasoning by which errors of <em>h</em> steps ahead
   * are a moving average of order <em>h</em> − 1 (Diebold and Mariano 1995, section 1.1), for
   * irregular instants. With rows anywhere in a block the answer is ⌈delay / length⌉, hence
   * <em>h</em> = ⌈delay / length⌉ + 1; for one row at the start of each block it is one less. It
   * says nothing of errors that are correlated because forecasts are poorer than they could be;
   * {@link LongRunVariance#COSINES} allows for these.
   */
  public int lags(Duration labelDelay) {
    long delay = labelDelay.toMillis();
    int lags = 0;
    int last = 0;
    for (long instant : sorted) {
      while (last + 1 < sorted.length && sorted[last + 1] - instant < delay) {
        last++;
      }
      long apart = Math.floorDiv(sorted[last], length) - Math.floorDiv(instant, length);
      lags = Math.max(lags, (int) apart);
    }
    return lags;
  }

  /** The block of a row. */
  int of(int row) {
    return block[row];
  }

  /** Rows a block. */
  int[] rows() {
    return rows;
  }

  /** Sums a block of one value a row. */
  double[] sums(double[] values) {
    Numbers.checkLength("values", values.length, block.length);
    double[] sums = new double[rows.length];
    for (int row = 0; row < values.length; row++) {
      sums[block[row]] += values[row];
    }
    return sums;
  }
}
