package org.groundswell.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a file's rows.
 *
 * @param rowsIn rows of the file, without the header and empty lines; {@code read + quarantined}
 * @param read rows that became posts, or rows of a frame
 * @param quarantined rows that stand in the quarantine file
 * @param reasons quarantined rows by reason, such as {@code bad-time}, in alphabetical order
 * @param notes rows read with a reservation, by kind, in alphabetical order: {@code negative-score}
 *     (taken as 0), {@code replacement-character} (the file was probably not UTF-8 there), {@code
 *     row-like-text} (a line of the text could be a row; maybe two unbalanced quotes have swallowed
 *     rows between them); of hourly counts {@code missing-hours} (hours between two rows that have
 *     none) and {@code closer-than-an-hour}
 * @param ignoredColumns columns of the file that mean nothing to the reader
 */
public record ReadSummary(
    long rowsIn,
    long read,
    long quarantined,
    Map<String, Long> reasons,
    Map<String, Long> notes,
    List<String> ignoredColumns) {

  public ReadSummary {
    if (rowsIn != read + quarantined) {
      throw new IllegalArgumentException(
          "%d rows in are not %d read and %d quarantined".formatted(rowsIn, read, quarantined));
    }
    reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    notes = Collections.unmodifiableMap(new TreeMap<>(notes));
    ignoredColumns = List.copyOf(ignoredColumns);
  }
}
