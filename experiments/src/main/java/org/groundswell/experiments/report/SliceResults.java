package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run says of parts of its test rows; nothing in folders of old runs.
 *
 * @param zeros by target, the share of zeros among the rows fitted in the last fold
 */
record SliceResults(List<Slice> slices, List<AuthorErrors> authors, Map<String, Double> zeros) {

  SliceResults {
    slices = List.copyOf(slices);
    authors = List.copyOf(authors);
    zeros = new LinkedHashMap<>(zeros);
  }

  /** Those of one entry, under another name. */
  SliceResults of(String entry, String newName) {
    return new SliceResults(
        slices.stream()
            .filter(of -> of.entry().equals(entry))
            .map(of -> of.named(newName))
            .toList(),
        authors.stream()
            .filter(of -> of.entry().equals(entry))
            .map(of -> of.named(newName))
            .toList(),
        zeros);
  }

  static SliceResults together(List<SliceResults> parts) {
    List<Slice> slices = new ArrayList<>();
    List<AuthorErrors> authors = new ArrayList<>();
    Map<String, Double> zeros = new LinkedHashMap<>();
    for (SliceResults part : parts) {
      slices.addAll(part.slices);
      authors.addAll(part.authors);
      zeros.putAll(part.zeros);
    }
    return new SliceResults(slices, authors, zeros);
  }
}
