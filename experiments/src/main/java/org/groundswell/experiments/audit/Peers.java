package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.groundswell.frame.Frame;

/**
 * Which rows are compared with each other: those of one group and stratum, such as the replies of
 * an author. Those of groups and strata too small to tell anything are compared with one another.
 *
 * @param count how many classes there are
 * @param ofRow the class of each of the rows given, in their order
 */
record Peers(int count, int[] ofRow) {
  /** Fewer rows than these are put together with those of other small groups. */
  static final int FEWEST = 30;

  private record Key(int group, int stratum) {}

  static Peers of(Frame frame, int[] rows) {
    Map<Key, Integer> sizes = new HashMap<>();
    for (int row : rows) {
      sizes.merge(new Key(frame.group(row), frame.stratum(row)), 1, Integer::sum);
    }
    Map<Key, Integer> numbers = new HashMap<>();
    int[] of = new int[rows.length];
    int small = -1;
    int count = 0;
    for (int k = 0; k < rows.length; k++) {
      Key key = new Key(frame.group(rows[k]), frame.stratum(rows[k]));
      if (sizes.get(key) >= FEWEST) {
        if (!numbers.containsKey(key)) {
          numbers.put(key, count++);
        }
        of[k] = numbers.get(key);
      } else {
        small = small < 0 ? count++ : small;
        of[k] = small;
      }
    }
    return new Peers(count, of);
  }

  /** By class the places of its rows. */
  int[][] places() {
    int[] sizes = new int[count];
    Arrays.stream(ofRow).forEach(c -> sizes[c]++);
    int[][] places = new int[count][];
    Arrays.setAll(places, c -> new int[sizes[c]]);
    int[] next = new int[count];
    for (int k = 0; k < ofRow.length; k++) {
      places[ofRow[k]][next[ofRow[k]]++] = k;
    }
    return places;
  }
}
