package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric;

/**
 * Where entries are good and where they fail: their errors on parts of the test rows of the first
 * target, for the champion, the best network, the best baseline and author-median.
 */
final class Slices {
  private static final double ZERO_HEAVY = 0.3;
  private static final String HURDLE = "zero-inflated";
  private static final String FEW = " †";

  /** Of more sentences only those of the entries that are shown stand open. */
  private static final int MANY_SENTENCES = 6;

  private final Run run;
  private final Leaderboard board;
  private final List<Slice> ofTarget;
  private final List<Place> shown;

  /** The entry whose intervals are looked at, if there is one. */
  private final Optional<Place> intervals;

  Slices(Leaderboard board, Optional<Champion> champion) {
    this.run = board.run();
    this.board = board;
    this.ofTarget =
        run.slices().slices().stream()
            .filter(slice -> slice.target().equals(board.target()))
            .toList();
    this.shown =
        Stream.of(
                champion.map(Champion::place),
                best(Kind.NETWORK),
                best(Kind.BASELINE),
                board.authorMedian())
            .flatMap(Optional::stream)
            .filter(place -> ofTarget.stream().anyMatch(of -> of.entry().equals(place.name())))
            .distinct()
            .toList();
    this.intervals =
        board.places().stream()
            .filter(
                place ->
                    ofTarget.stream()
                        .anyMatch(of -> of.entry().equals(place.name()) && !of.coverage().isNaN()))
            .findFirst();
  }

  /** Among those that may be called best, or else among all: slices judge nobody. */
  private Optional<Place> best(Kind kind) {
    return board
        .best(kind)
        .or(
            () ->
                board.places().stream().filter(place -> place.entry().kind() == kind).findFirst());
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  List<Place> shown() {
    return shown;
  }

  /** A way to part the rows, with the slices that have any. */
  record By(
      String name,
      String title,
      List<String> slices,
      Map<String, Map<String, Slice>> bySliceAndEntry) {

    Optional<Slice> of(String slice, Place place) {
      return Optional.ofNullable(bySliceAndEntry.get(slice).get(place.name()));
    }

    /** What is the same for all entries: rows, and whether they are few. */
    Slice any(String slice) {
      return bySliceAndEntry.get(slice).values().iterator().next();
    }
  }

  List<By> slicings() {
    Map<String, Map<String, Map<String, Slice>>> all = new LinkedHashMap<>();
    for (Slice slice : ofTarget) {
      all.computeIfAbsent(slice.slicing(), name -> new LinkedHashMap<>())
          .computeIfAbsent(slice.slice(), name -> new LinkedHashMap<>())
          .put(slice.entry(), slice);
    }
    List<By> slicings = new ArrayList<>();
    all.forEach(
        (name, slices) ->
            slicings.add(new By(name, title(name), List.copyOf(slices.keySet()), slices)));
    return slicings;
  }

  private String title(String slicing) {
    Words words = run.data().words();
    String author = words.groups().replaceFirst("'s?$", "");
    return switch (slicing) {
      case "seen" -> "The %s in the fitted rows".formatted(author);
      case "past" -> "Visible earlier %s of the %s".formatted(words.rows(), author);
      case "reply" -> "Reply";
      case "length" -> "Length of text, characters";
      case "link" -> "Link or media";
      case "group" -> author.substring(0, 1).toUpperCase(Locale.ROOT) + author.substring(1);
      case "level" -> "Level over the newest visible day";
      case "hour" -> "Hour of day, UTC";
      case "weekday" -> "Weekday, UTC";
      case Slice.TOP_DECILE -> "Outcome";
      default -> slicing;
    };
  }

  Table table(By by) {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text("slice"));
    columns.add(Table.Column.number("rows"));
    shown.forEach(
        place ->
            columns.add(
                Table.Column.number(place.name(), metric() + (hasSkill(place) ? ", skill" : ""))));
    intervals.ifPresent(place -> columns.add(Table.Column.number(place.name(), "coverage")));
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (String slice : by.slices()) {
      Slice any = by.any(slice);
      double best =
          shown.stream()
              .flatMap(place -> by.of(slice, place).stream())
              .mapToDouble(Slice::value)
              .min()
              .orElse(Double.NaN);
      List<Table.Datum> row = new ArrayList<>();
      row.add(Table.Datum.of(slice));
      row.add(
          new Table.Datum(
              Figures.count(any.rows()) + (any.few() ? FEW : ""),
              "",
              false,
              String.valueOf(any.rows())));
      for (Place place : shown) {
        double value = by.of(slice, place).map(Slice::value).orElse(Double.NaN);
        double skill = by.of(slice, place).map(Slice::skill).orElse(Double.NaN);
        row.add(
            Table.Datum.of(value, Figures::value)
                .noted(hasSkill(place) ? Figures.signedPercent(skill) : "")
                .best(value == best && !any.few()));
      }
      intervals.ifPresent(
          place ->
              row.add(
                  Table.Datum.of(
                      by.of(slice, place).map(Slice::coverage).orElse(Double.NaN),
                      Figures::value)));
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** Skill is against author-median. */
  private static boolean hasSkill(Place place) {
    return !place.entry().authorMedian();
  }

  /** What slices are measured in. */
  String metric() {
    return Metric.of(ofTarget.get(0).metric()).map(Metric::label).orElse("error");
  }

  /** What a reader needs to know to read tables and pictures. */
  String howToRead() {
    boolean outcome = ofTarget.stream().anyMatch(of -> of.slicing().equals(Slice.TOP_DECILE));
    boolean few = ofTarget.stream().anyMatch(Slice::few);
    return "%s of %s on parts of the test rows of all folds, mean over seeds; below it skill against author-median on the same rows. Every part but the outcome's is known when the %s appears."
            .formatted(metric(), board.target(), run.data().words().row())
        + (outcome
            ? " The outcome's parts condition on the outcome itself (top decile: above the 90 % point of the fitted rows), which flatters whoever forecasts high."
            : "")
        + (few ? " †: fewer than 30 rows, of which little can be read." : "")
        + (intervals.isPresent() && !Double.isNaN(run.nominalCoverage())
            ? " Coverage: share of outcomes between the outer quantiles, nominal %s."
                .formatted(Figures.value(run.nominalCoverage()))
            : "")
        + " Pictures have one scale, but for the outcome's. Nothing here is tested: the worst of many parts is partly chance.";
  }

  /**
   * The parts on which an entry has the least skill, or else the largest error; empty if it is not
   * known on any that is large enough.
   */
  Optional<Table> worst(String entry, int most) {
    List<Slice> own =
        ofTarget.stream()
            .filter(of -> of.entry().equals(entry))
            .filter(of -> !of.few() && !of.slicing().equals(Slice.TOP_DECILE))
            .toList();
    Comparator<Slice> order =
        own.stream().allMatch(of -> of.skill().isNaN())
            ? Comparator.comparing(Slice::value).reversed()
            : Comparator.comparing(Slice::skill);
    List<List<Table.Datum>> rows =
        own.stream()
            .sorted(order)
            .limit(most)
            .map(
                of ->
                    List.of(
                        Table.Datum.of("%s: %s".formatted(title(of.slicing()), of.slice())),
                        Table.Datum.count(of.rows()),
                        Table.Datum.of(of.value(), Figures::value),
                        Table.Datum.of(of.skill(), Figures::signedPercent)))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                List.of(
                    Table.Column.text("part"),
                    Table.Column.number("rows"),
                    Table.Column.number(metric()),
                    Table.Column.number("skill", "vs median")),
                rows));
  }

  /** Where each entry fails worst, a sentence each; those that are shown come first. */
  List<String> worst() {
    List<String> sentences = new ArrayList<>();
    List<Place> places = new ArrayList<>(shown);
    board.places().stream().filter(place -> !places.contains(place)).forEach(places::add);
    for (Place place : places) {
      Stream<Slice> own =
          ofTarget.stream()
              .filter(of -> of.entry().equals(place.name()))
              .filter(of -> !of.few() && !of.slicing().equals(Slice.TOP_DECILE));
      if (place.entry().authorMedian()) {
        own.max(Comparator.comparing(Slice::value))
            .ifPresent(of -> sentences.add(sentence(place, of, "has its largest error on", "")));
      } else {
        own.filter(of -> !of.skill().isNaN())
            .min(Comparator.comparing(Slice::skill))
            .ifPresent(
                of ->
                    sentences.add(
                        sentence(
                            place,
                            of,
                            of.skill() < 0 ? "fails worst on" : "has least skill on",
                            ", skill " + Figures.signedPercent(of.skill()))));
      }
    }
    return sentences;
  }

  private String sentence(Place place, Slice of, String how, String skill) {
    return "%s %s “%s: %s” (%s rows): %s %s%s."
        .formatted(
            place.name(),
            how,
            title(of.slicing()),
            of.slice(),
            Figures.count(of.rows()),
            metric(),
            Figures.value(of.value()),
            skill);
  }

  /** How unequally error falls on authors, and which targets are mostly zero. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    Map<String, AuthorErrors> authors =
        run.slices().authors().stream()
            .filter(of -> of.target().equals(board.target()))
            .collect(Collectors.toMap(AuthorErrors::entry, of -> of, (a, b) -> a));
    List<String> ginis =
        shown.stream()
            .map(place -> authors.get(place.name()))
            .filter(of -> of != null)
            .map(
                of ->
                    "%s %s (%sworst tenth: %s)"
                        .formatted(
                            of.entry(),
                            Figures.value(of.gini()),
                            of.giniLow()
                                .flatMap(low -> of.giniHigh().map(high -> range(low, high)))
                                .orElse(""),
                            Figures.percent(of.worstTenth())))
            .toList();
    if (!ginis.isEmpty()) {
      notes.add(
          "Inequality of error over %s %s with at least 5 test rows, each counted once by its mean error; Gini, and the share of the worst tenth of them: %s."
              .formatted(
                  Figures.count(authors.values().iterator().next().authors()),
                  run.data().words().groups().replace("'", ""),
                  String.join("; ", ginis)));
    }
    boolean hurdle = run.entries().stream().anyMatch(entry -> entry.model().equals(HURDLE));
    run.slices()
        .zeros()
        .forEach(
            (target, share) -> {
              if (share > ZERO_HEAVY) {
                notes.add(
                    "%s is zero-heavy: 0 in %s of the rows fitted in the last fold. %s"
                        .formatted(
                            target,
                            Figures.percent(share),
                            hurdle
                                ? "The baseline %s is made for that.".formatted(HURDLE)
                                : "Maybe add the baseline %s, which is made for that."
                                    .formatted(HURDLE)));
              }
            });
    return notes;
  }

  private static String range(double low, double high) {
    return "95 %% interval %s; ".formatted(Figures.range(low, high));
  }

  /** One scale for all pictures but the outcome's, whose errors are of another kind. */
  private DoubleSummaryStatistics scale(By by) {
    boolean outcome = by.name().equals(Slice.TOP_DECILE);
    return ofTarget.stream()
        .filter(of -> of.slicing().equals(Slice.TOP_DECILE) == outcome)
        .filter(of -> shown.stream().anyMatch(place -> place.name().equals(of.entry())))
        .mapToDouble(Slice::value)
        .filter(Double::isFinite)
        .summaryStatistics();
  }

  /** The section but for its heading. */
  Html html(Exhibits exhibits) {
    // with many entries in the run two of these might look alike
    boolean many = run.entries().size() > FoldChart.MANY;
    Map<String, Series> series =
        new LinkedHashMap<>(
            Series.of(many ? shown.stream().map(Place::entry).toList() : run.entries()));
    // one of several entries is none of them
    series.putIfAbsent(Champion.NAME, new Series("s6", "", 3));
    Html html = new Html();
    html.element("p", howToRead(), "class", "caption");
    html.add(Series.legend(series, shown).inPage());
    int k = 0;
    for (By by : slicings()) {
      html.element("h3", by.title());
      html.open("div", "class", "slice");
      html.add(exhibits.figure(SliceChart.draw(by, scale(by), shown, series, metric())));
      String caption = "%s of %s by slice: %s".formatted(metric(), board.target(), by.title());
      html.add(exhibits.table("slices-" + k++, "slices-" + by.name(), caption, table(by))).close();
    }
    html.element("h3", "Where each fails worst").open("ul", "id", "worst-slices");
    List<String> worst = worst();
    int first = worst.size() > MANY_SENTENCES ? shown.size() : worst.size();
    worst.subList(0, first).forEach(sentence -> html.element("li", sentence));
    html.close();
    if (first < worst.size()) {
      html.open("details").element("summary", "Where the others fail worst").open("ul");
      worst.subList(first, worst.size()).forEach(sentence -> html.element("li", sentence));
      html.close().close();
    }
    notes().forEach(note -> html.element("p", note));
    return html;
  }
}
