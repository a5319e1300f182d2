package org.groundswell.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Training and validation loss of a network's cells as small pictures with one common scale. */
final class LearningCurves {
  private static final double WIDTH = 230;
  private static final double HEIGHT = 150;
  private static final double LEFT = 38;
  private static final double RIGHT = WIDTH - 8;
  private static final double TOP = 10;
  private static final double BOTTOM = HEIGHT - 22;
  private static final double LOG_FROM = 10;
  private static final int MOST_POINTS = 120;
  private static final int ACROSS = 5;
  private static final Picture.Legend LEGEND =
      new Picture.Legend("", List.of(key("training"), key("validation")));

  private LearningCurves() {}

  /** The pictures of some cells of an entry, empty if none has a history. */
  static Picture draw(Entry entry, List<Cell> cells) throws IOException {
    CellTables tables = entry.origin().tables();
    Map<Cell, List<CellTables.Epoch>> histories = new LinkedHashMap<>();
    for (Cell cell : cells) {
      List<CellTables.Epoch> epochs = tables.course(cell);
      if (!epochs.isEmpty()) {
        histories.put(cell, epochs);
      }
    }
    double[] losses =
        histories.values().stream()
            .flatMap(List::stream)
            .flatMapToDouble(e -> DoubleStream.of(e.trainingLoss(), e.validationLoss()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (losses.length == 0) {
      return Picture.NONE;
    }
    double low = losses[0];
    double high = losses[losses.length - 1];
    Axis y =
        low > 0 && high / low > LOG_FROM
            ? Axis.logarithmic(low, high, BOTTOM, TOP)
            : Axis.around(low, high, BOTTOM, TOP);
    List<Picture.Panel> panels = new ArrayList<>();
    histories.forEach((cell, epochs) -> panels.add(panel(cell, epochs, y)));
    return new Picture(
        "learning-" + entry.name(),
        "Training and validation loss of %s, a panel a cell".formatted(entry.name()),
        "",
        "panels",
        (int) Math.min(ACROSS, cells.stream().map(Cell::fold).distinct().count()),
        panels,
        LEGEND);
  }

  private static Picture.Key key(String kind) {
    return new Picture.Key(
        new Svg("swatch", 36, 14, "").stroke(kind, "", "M1 7L35 7"), kind + " loss");
  }

  /** How the fits of a network ended, in a line. */
  static String summary(Entry network) {
    double[] chosen = network.finished().stream().mapToDouble(Cell::choice).sorted().toArray();
    String range =
        chosen.length == 0 || network.fixedEpochs()
            ? ""
            : ", epochs chosen: %s to %s"
                .formatted(Figures.number(chosen[0]), Figures.number(chosen[chosen.length - 1]));
    return "%s cells, %s at the limit%s".formatted(chosen.length, network.limited(), range);
  }

  private static Picture.Panel panel(Cell cell, List<CellTables.Epoch> epochs, Axis y) {
    int last = epochs.get(epochs.size() - 1).number();
    Axis x = new Axis(Math.min(1, last - 1), last, LEFT + 4, RIGHT - 4, false);
    Svg svg =
        new Svg(
            "chart small",
            WIDTH,
            HEIGHT,
            "Training and validation loss of %s over %s epochs".formatted(cell.name(), last));
    List<Double> ticks = y.ticks(4);
    int every = (ticks.size() + 3) / 4;
    for (int k = 0; k < ticks.size(); k += every) {
      svg.line("grid", LEFT, y.at(ticks.get(k)), RIGHT, y.at(ticks.get(k)));
      svg.text("tick end", LEFT - 5, y.at(ticks.get(k)) + 4, Axis.label(ticks.get(k)));
    }
    svg.text("tick", LEFT, HEIGHT - 6, "epoch");
    svg.text("tick end", RIGHT, HEIGHT - 6, String.valueOf(last));
    svg.stroke("training", "", path(epochs, CellTables.Epoch::trainingLoss, x, y));
    svg.stroke("validation", "", path(epochs, CellTables.Epoch::validationLoss, x, y));
    epochs.stream()
        .filter(epoch -> epoch.number() == Math.round(cell.choice()))
        .filter(epoch -> Double.isFinite(epoch.validationLoss()))
        .forEach(
            epoch ->
                svg.shape(
                    "chosen",
                    Series.circle(x.at(epoch.number()), y.at(epoch.validationLoss()), 4),
                    "chosen: epoch %s, validation loss %s"
                        .formatted(epoch.number(), Figures.value(epoch.validationLoss()))));
    String ended =
        cell.fixedEpochs()
            ? "%s, %s".formatted(Facts.stopping(cell), last)
            : "%s, epoch %s of %s chosen"
                .formatted(Facts.stopping(cell), Figures.number(cell.choice()), last);
    return new Picture.Panel(
        svg, List.of(), "fold %s, seed %s: %s".formatted(cell.fold(), cell.seed(), ended));
  }

  /** At most so many points, the first and the last among them. */
  private static String path(
      List<CellTables.Epoch> epochs, ToDoubleFunction<CellTables.Epoch> loss, Axis x, Axis y) {
    List<CellTables.Epoch> finite =
        epochs.stream().filter(epoch -> Double.isFinite(loss.applyAsDouble(epoch))).toList();
    int points = Math.min(MOST_POINTS, finite.size());
    StringBuilder path = new StringBuilder();
    IntStream.range(0, points)
        .map(k -> points == 1 ? 0 : (int) ((long) k * (finite.size() - 1) / (points - 1)))
        .mapToObj(finite::get)
        .forEach(
            epoch ->
                path.append(path.length() == 0 ? 'M' : 'L')
                    .append(Svg.at(x.at(epoch.number()), y.at(loss.applyAsDouble(epoch)))));
    return path.toString();
  }
}
