package org.groundswell.data;

import java.time.Duration;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;

/**
 * How the columns of a table make a frame. An empty name stands for "the table has none".
 *
 * @param id names the rows; without it they are numbered from 1
 * @param group without it all rows are of one group, {@code all}
 * @param instant an instant or date-time column (then UTC), or text such as {@code
 *     2024-03-01T12:30:00Z}; required
 * @param stratum whole numbers; without it 0
 * @param known the numeric or boolean columns knowable at the row's own instant
 * @param targets the numeric columns known only after the label delay
 * @param observed further numeric or boolean columns known only after the label delay, not forecast
 * @param labelDelay how long after the instant the targets and the observed columns are known
 */
public record TableColumns(
    String id,
    String group,
    String instant,
    String stratum,
    List<Column> known,
    List<String> targets,
    List<Column> observed,
    Duration labelDelay) {

  public TableColumns {
    if (instant.isBlank()) {
      throw new IllegalArgumentException("a frame needs an instant column; name it");
    }
    known = List.copyOf(known);
    targets = List.copyOf(targets);
    observed = List.copyOf(observed);
  }

  /** Columns without further observed ones. */
  public TableColumns(
      String id,
      String group,
      String instant,
      String stratum,
      List<Column> known,
      List<String> targets,
      Duration labelDelay) {
    this(id, group, instant, stratum, known, targets, List.of(), labelDelay);
  }

  /** A single series without known columns, such as mentions per hour. */
  public static TableColumns series(String instant, String target, Duration labelDelay) {
    return new TableColumns("", "", instant, "", List.of(), List.of(target), labelDelay);
  }

  Schema schema() {
    return new Schema(known, targets, observed);
  }
}
