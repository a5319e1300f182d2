package org.groundswell.frame;

import java.time.Instant;

/**
 * What some rows of a frame were, as evidence: kept where the rows themselves are let go.
 *
 * @param rows how many
 * @param oldest the earliest instant among them
 * @param newest the latest instant among them
 * @param hash of the row numbers in the order given (FNV-1a, 64 bits, hexadecimal); the same rows
 *     of the same frame have the same
 */
public record RowSpan(int rows, Instant oldest, Instant newest, String hash) {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * The span of rows in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RowSpan of(Frame frame, int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("no rows span nothing");
    }
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    long hash = FNV_OFFSET;
    for (int row : rows) {
      oldest = Math.min(oldest, frame.millis(row));
      newest = Math.max(newest, frame.millis(row));
      for (int shift = 0; shift < 32; shift += 8) {
        hash = (hash ^ (row >>> shift & 0xff)) * FNV_PRIME;
      }
    }
    return new RowSpan(
        rows.length,
        Instant.ofEpochMilli(oldest),
        Instant.ofEpochMilli(newest),
        Long.toHexString(hash));
  }
}
