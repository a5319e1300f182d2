package org.groundswell.models.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.model.ModelSpec;
import org.groundswell.window.ScaledFrame;

/**
 * The rows that teach a target: those of which it is not missing.
 *
 * @param rows by target, in the order given
 */
record LabelledRows(List<int[]> rows) {

  /**
   * Of training rows.
   *
   * @throws IllegalArgumentException if a target has none, or the data are not of the kind the
   *     model was made for
   */
  static LabelledRows of(ModelSpec spec, ScaledFrame data, int[] rows) {
    spec.trainingRows(data, rows);
    LabelledRows labelled = orNone(data, rows);
    for (int target = 0; target < labelled.rows.size(); target++) {
      if (labelled.of(target).length == 0) {
        throw new IllegalArgumentException(
            "none of %d training rows has target '%s'"
                .formatted(rows.length, data.frame().schema().targets().get(target)));
      }
    }
    return labelled;
  }

  /** Of validation rows, where a target may have none. */
  static LabelledRows orNone(ScaledFrame data, int[] rows) {
    List<int[]> byTarget = new ArrayList<>();
    for (int t = 0; t < data.target().targets(); t++) {
      int target = t;
      byTarget.add(
          Arrays.stream(rows)
              .filter(row -> !Double.isNaN(data.frame().observed(row, target)))
              .toArray());
    }
    return new LabelledRows(byTarget);
  }

  int[] of(int target) {
    return rows.get(target);
  }
}
