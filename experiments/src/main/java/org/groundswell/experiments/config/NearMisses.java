package org.groundswell.experiments.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds what somebody may have meant who wrote a name that does not exist. */
public final class NearMisses {
  private static final int MOST = 3;

  private NearMisses() {}

  /** The known names nearest to a wrong one by edits, nearest first; empty if none is near. */
  static List<String> of(String wrong, Collection<String> known) {
    int near = Math.max(2, wrong.length() / 3);
    return known.stream()
        .filter(name -> distance(wrong, name) <= near)
        .sorted(
            Comparator.comparingInt((String name) -> distance(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** {@code "; maybe 'a' or 'b'"}, or nothing. */
  public static String hint(String wrong, Collection<String> known) {
    return hint(of(wrong, known));
  }

  static String hint(List<String> names) {
    return names.isEmpty()
        ? ""
        : "; maybe "
            + names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or "));
  }

  /** Levenshtein's distance; case does not count. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
