package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an entry is drawn, the same in every picture. Networks have solid lines and baselines broken
 * ones; the marker tells entries apart without colour.
 *
 * @param kind the style sheet's class for the colour
 * @param dash of the line, empty for a solid one
 */
record Series(String kind, String dash, int marker) {
  private static final int COLOURS = 8;
  private static final List<String> BASELINE_DASHES = List.of("7 4", "2 3", "9 3 2 3", "4 2");
  private static final List<String> NETWORK_DASHES = List.of("", "14 3", "20 3 5 3");

  /** One for each entry, in the given order. */
  static Map<String, Series> of(List<Entry> entries) {
    return entries.size() > FoldChart.MANY ? grouped(entries) : apart(entries);
  }

  /** Each model has a picture of its own, and the same variant looks the same in all of them. */
  private static Map<String, Series> grouped(List<Entry> entries) {
    Map<String, Series> series = new LinkedHashMap<>();
    List<String> variants =
        entries.stream().filter(Entry::gradientTrained).map(Entry::brief).distinct().toList();
    List<Entry> baselines = entries.stream().filter(e -> !e.gradientTrained()).toList();
    for (Entry entry : entries) {
      boolean network = entry.gradientTrained();
      int k = network ? variants.indexOf(entry.brief()) : baselines.indexOf(entry);
      List<String> dashes = network ? NETWORK_DASHES : BASELINE_DASHES;
      String dash = dashes.get((network ? k / COLOURS : k) % dashes.size());
      series.put(entry.name(), new Series("s" + k % COLOURS, dash, (k + 3 * (k / COLOURS)) % 8));
    }
    return series;
  }

  private static Map<String, Series> apart(List<Entry> entries) {
    Map<String, Series> series = new LinkedHashMap<>();
    int baselines = 0;
    for (Entry entry : entries) {
      int k = series.size();
      String dash =
          entry.gradientTrained()
              ? NETWORK_DASHES.get(k / COLOURS % NETWORK_DASHES.size())
              : BASELINE_DASHES.get(baselines++ % BASELINE_DASHES.size());
      series.put(entry.name(), new Series("s" + k % COLOURS, dash, (k + 3 * (k / COLOURS)) % 8));
    }
    return series;
  }

  /** The marker's outline around a point. */
  String markerAt(double x, double y) {
    double r = 5;
    return switch (marker) {
      case 0 -> circle(x, y, r);
      case 1 -> polygon(x, y, -4.4, -4.4, 4.4, -4.4, 4.4, 4.4, -4.4, 4.4);
      case 2 -> polygon(x, y, 0, -6, 5.4, 4, -5.4, 4);
      case 3 -> polygon(x, y, 0, -6.5, 5, 0, 0, 6.5, -5, 0);
      case 4 -> polygon(x, y, 0, 6, 5.4, -4, -5.4, -4);
      case 5 ->
          polygon(
              x, y, -2, -6, 2, -6, 2, -2, 6, -2, 6, 2, 2, 2, 2, 6, -2, 6, -2, 2, -6, 2, -6, -2, -2,
              -2);
      case 6 -> polygon(x, y, -6, -2.6, 6, -2.6, 6, 2.6, -6, 2.6);
      default -> polygon(x, y, 6, 0, 3, 5.2, -3, 5.2, -6, 0, -3, -5.2, 3, -5.2);
    };
  }

  /** A full circle as a path. */
  static String circle(double x, double y, double r) {
    String radii = Svg.at(r, r);
    return "M%sA%s 0 1 1 %sA%s 0 1 1 %sZ"
        .formatted(Svg.at(x - r, y), radii, Svg.at(x + r, y), radii, Svg.at(x - r, y));
  }

  private static String polygon(double x, double y, double... corners) {
    StringBuilder path = new StringBuilder();
    for (int k = 0; k < corners.length; k += 2) {
      path.append(k == 0 ? 'M' : 'L').append(Svg.at(x + corners[k], y + corners[k + 1]));
    }
    return path.append('Z').toString();
  }

  /** A legend of entries. */
  static Picture.Legend legend(Map<String, Series> all, List<Place> places) {
    List<Picture.Key> keys = new ArrayList<>();
    for (Place place : places) {
      Series series = all.get(place.name());
      Svg swatch = new Svg("swatch", 36, 14, "");
      swatch.stroke("curve " + series.kind(), series.dash(), "M1 7L35 7");
      swatch.shape("marker " + series.kind(), series.markerAt(18, 7), "");
      keys.add(new Picture.Key(swatch, place.name()));
    }
    return new Picture.Legend("legend", keys);
  }
}
