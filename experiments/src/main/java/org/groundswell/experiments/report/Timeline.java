package org.groundswell.experiments.report;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folds in time: a bar each for training, validation and test posts. The gaps before validation
 * and test are posts whose labels were not yet known.
 */
final class Timeline {
  private static final double WIDTH = 760;
  private static final double LEFT = 62;
  private static final double RIGHT = WIDTH - 12;
  private static final double ROW = 26;
  private static final double BAR = 15;
  private static final double TOP = 8;

  private Timeline() {}

  static Picture draw(Run run) {
    List<FoldSpan> folds = run.folds();
    if (folds.isEmpty()) {
      return Picture.NONE;
    }
    Instant first = folds.stream().map(FoldSpan::trainFrom).min(Instant::compareTo).orElseThrow();
    Instant last = folds.stream().map(FoldSpan::testEnd).max(Instant::compareTo).orElseThrow();
    Axis x = new Axis(millis(first), millis(last) + 1, LEFT, RIGHT, false);
    double bottom = TOP + ROW * folds.size();
    String title = "Train, validation and test periods of %s folds".formatted(folds.size());
    Svg svg = new Svg("chart wide", WIDTH, bottom + 30, title);
    Duration delay = delay(run.data().labelDelay());
    for (int k = 0; k < folds.size(); k++) {
      FoldSpan fold = folds.get(k);
      double y = TOP + ROW * k;
      svg.text("tick end", LEFT - 8, y + BAR / 2, 0.35, "fold " + fold.number());
      bar(
          svg,
          "train",
          x,
          y,
          fold.trainFrom(),
          fold.validationStart().minus(delay),
          fold.trainRows());
      bar(
          svg,
          "validate",
          x,
          y,
          fold.validationStart(),
          fold.cut().minus(delay),
          fold.validationRows());
      bar(svg, "test", x, y, fold.cut(), fold.testEnd(), fold.testRows());
    }
    svg.line("mark", LEFT, bottom, RIGHT, bottom);
    svg.text("tick", LEFT, bottom + 4, 1.1, Figures.day(first));
    Instant middle = first.plus(Duration.between(first, last).dividedBy(2));
    svg.text("tick middle", (LEFT + RIGHT) / 2, bottom + 4, 1.1, Figures.day(middle));
    svg.text("tick end", RIGHT, bottom + 4, 1.1, Figures.day(last));
    return new Picture("folds", title, "", "", 1, List.of(Picture.Panel.of(svg)), legend());
  }

  private static void bar(
      Svg svg, String part, Axis x, double y, Instant from, Instant to, long rows) {
    double left = x.at(millis(from));
    svg.rect(
        "bar " + part,
        left,
        y,
        Math.max(1, x.at(millis(to)) - left),
        BAR,
        "%s: %s to %s, %s rows"
            .formatted(part, Figures.day(from), Figures.day(to), Figures.count(rows)));
  }

  private static Picture.Legend legend() {
    return new Picture.Legend(
        "legend",
        Stream.of("train", "validate", "test")
            .map(
                part ->
                    new Picture.Key(
                        new Svg("swatch", 36, 14, "").rect("bar " + part, 2, 1, 32, 12, ""), part))
            .toList());
  }

  private static double millis(Instant instant) {
    return (double) instant.toEpochMilli();
  }

  private static Duration delay(String iso) {
    try {
      return Duration.parse(iso);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
