package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an entry stands among those that may be judged, as far as tests tell; each list is in the
 * leaderboard's order.
 *
 * @param better entries that are significantly better than it
 * @param alike entries that can't be told apart from it
 * @param worse entries that are significantly worse
 * @param untested entries that there is no test against
 */
record Standing(List<Place> better, List<Place> alike, List<Place> worse, List<Place> untested) {

  static Standing of(Leaderboard board, Significance significance, Place place) {
    Standing standing =
        new Standing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Place other : board.ranked()) {
      if (!other.name().equals(place.name())) {
        Optional<Contrast> contrast = significance.between(other, place).filter(Contrast::tested);
        List<Place> kind =
            contrast.isEmpty()
                ? standing.untested
                : contrast.get().better()
                    ? standing.better
                    : contrast.get().worse() ? standing.worse : standing.alike;
        kind.add(other);
      }
    }
    return standing;
  }

  /** Whether it is significantly better than all others, and there are others. */
  boolean winsAll() {
    return better.isEmpty() && alike.isEmpty() && untested.isEmpty() && !worse.isEmpty();
  }
}
