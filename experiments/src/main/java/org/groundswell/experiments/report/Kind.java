package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What sort of contestant an entry is; pictures tell them apart by shape and colour. */
enum Kind {
  NETWORK("circles: networks", "s0"),
  BASELINE("squares: baselines", "s1"),
  ENSEMBLE("diamonds: ensembles", "s2"),
  OUTSIDE("triangles that point down: made by another program", "s3");

  private final String key;
  private final String style;

  Kind(String key, String style) {
    this.key = key;
    this.style = style;
  }

  /** The style sheet's class for its colour. */
  String style() {
    return style;
  }

  /** The outline of its mark around a point. */
  String mark(double x, double y) {
    return switch (this) {
      case NETWORK -> Series.circle(x, y, 5);
      case BASELINE -> "M%sh9.2v9.2h-9.2Z".formatted(Svg.at(x - 4.6, y - 4.6));
      case OUTSIDE -> "M%sh11.4L%sZ".formatted(Svg.at(x - 5.7, y - 4.4), Svg.at(x, y + 5.6));
      case ENSEMBLE ->
          "M%sL%sL%sL%sZ"
              .formatted(
                  Svg.at(x, y - 6.2), Svg.at(x + 5.6, y), Svg.at(x, y + 6.2), Svg.at(x - 5.6, y));
    };
  }

  /** Which mark is which, a sentence; empty where all are of one kind. */
  static String legend(Collection<Kind> drawn) {
    List<String> keys = new ArrayList<>();
    for (Kind kind : values()) {
      if (drawn.contains(kind)) {
        keys.add(kind.key);
      }
    }
    String all = String.join("; ", keys);
    return keys.size() < 2
        ? ""
        : all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1) + ".";
  }
}
