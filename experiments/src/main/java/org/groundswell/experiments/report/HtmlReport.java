package org.groundswell.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report as one page: the answer first, then what it stands on. */
final class HtmlReport {
  static final String GENERATED = "GENERATED DATA";
  private static final String GENERATED_MEANS =
      "The %s were made by a generator: nothing here says anything about people.";
  private static final String HOW_TO_READ =
      "Ranked by the primary metric over the test rows of all folds, mean over seeds. By fold: mean and standard deviation over folds. Skill: of the primary metric against author-median on the same rows. Small: 95 %% intervals, each for itself. Bold: best of the ranked entries. Columns in original units hang on a few large %s; they are for orientation and decide nothing.";

  static final String SQUARED_ERROR = "Trained on squared error, by log1p RMSE";

  /** With more networks than this, each one's learning curves are folded away. */
  private static final int MANY_NETWORKS = 4;

  /** With more networks' cells than this, learning curves show the first seed of each fold only. */
  private static final int MOST_PANELS = 120;

  private final Run run;
  private final List<Leaderboard> boards;
  private final Significance significance;
  private final List<GroupWorth> worths;
  private final Verdict verdict;
  private final SignificanceTables tables;
  private final Facts facts;
  private final Map<String, Series> series;
  private final Exhibits exhibits;
  private final Map<String, String> contents = new LinkedHashMap<>();
  private Html html = new Html();

  /**
   * A page that is not written yet.
   *
   * @param exhibits gets its tables and figures
   */
  HtmlReport(
      Run run,
      List<Leaderboard> boards,
      Significance significance,
      List<GroupWorth> worths,
      Verdict verdict,
      Exhibits exhibits) {
    this.exhibits = exhibits;
    this.run = run;
    this.boards = boards;
    this.significance = significance;
    this.worths = worths;
    this.verdict = verdict;
    this.tables = new SignificanceTables(boards.get(0), significance);
    this.facts = new Facts(run);
    this.series = Series.of(run.entries());
  }

  /** The whole page. */
  String page() throws IOException {
    answer();
    Html answer = started();
    leaderboards();
    significance();
    ablation();
    runs();
    byFold();
    scatter();
    slices();
    learningCurves();
    folds();
    data();
    audit();
    cost();
    limits();
    files();
    Html sections = started();
    return page(
        (run.data().generated() ? GENERATED + ": " : "") + run.name(), answer, contents, sections);
  }

  /**
   * A whole page: its answer, a list of its sections and the sections.
   *
   * @param contents titles of sections by their ids
   */
  static String page(String title, Html answer, Map<String, String> contents, Html sections) {
    Html html = new Html();
    html.open("html", "lang", "en");
    head(html, title);
    html.open("body");
    html.element("a", "Skip to the contents", "class", "skip", "href", "#contents");
    html.open("main").add(answer);
    html.open("nav", "id", "contents", "aria-label", "Contents").open("ul");
    contents.forEach((id, name) -> html.open("li").element("a", name, "href", "#" + id).close());
    html.close().close().add(sections);
    return "<!DOCTYPE html>\n" + html.close().close().close();
  }

  /** What was written since, and a new beginning. */
  private Html started() {
    Html written = html;
    html = new Html();
    return written;
  }

  /** What every page begins with. */
  private static void head(Html html, String title) {
    html.open("head");
    html.leaf("meta", "charset", "utf-8");
    html.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    // even markup that slipped in could load and run nothing
    html.leaf(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    html.element("title", title);
    html.style(FigureStyle.PAGE).close();
  }

  private void answer() {
    html.open("header", "id", "answer");
    run.alarms().forEach(alarm -> html.element("p", alarm, "class", "banner"));
    if (run.data().generated()) {
      html.open("p", "class", "banner").element("strong", GENERATED);
      html.text(". " + generatedMeans(run)).close();
    }
    html.element("p", run.name(), "class", "run");
    html.element("h1", run.question().isBlank() ? run.name() : run.question());
    html.open("div", "class", "verdict");
    html.element("p", verdict.headline(), "class", "headline");
    verdict.sentences().forEach(sentence -> html.element("p", sentence));
    if (!verdict.further().isEmpty()) {
      html.open("details").element("summary", "What else the tests say");
      verdict.further().forEach(sentence -> html.element("p", sentence));
      html.close();
    }
    html.close();
    html.open("div", "class", "first");
    summary();
    html.close();
    if (!verdict.warnings().isEmpty()) {
      html.open("ul", "class", "warnings");
      verdict.warnings().forEach(warning -> html.element("li", warning));
      html.close();
    }
    for (String remark : run.remarks()) {
      html.open("p", "class", "aside").element("b", "About the data.").text(" " + remark).close();
    }
    facts
        .texts()
        .ifPresent(
            texts ->
                html.open("p", "class", "aside")
                    .element("b", "Texts")
                    .text(" are read by " + texts + ".")
                    .close());
    if (run.data().snapshot()) {
      html.open("p", "class", "aside").element("b", "Snapshot counts.");
      html.text(" The data hold final counts and not their growth; see ");
      html.element("a", "limits", "href", "#limits").text(".").close();
    }
    html.close();
  }

  /** The one table and the one picture of the first screen. */
  private void summary() {
    Table brief = tables.brief();
    html.open("div");
    table("summary", "summary", aboutValues(), brief);
    int all = tables.summary().rows().size();
    if (brief.rows().size() < all) {
      html.open("p", "class", "caption").text(brief.rows().size() + " of ");
      html.element("a", all + " entries", "href", "#significance").text(".").close();
    }
    html.close();
    List<String> names = brief.rows().stream().map(row -> row.get(0).text()).toList();
    ForestPlot.of(boards.get(0), significance)
        .map(plot -> plot.only(names))
        .ifPresent(
            plot -> {
              html.open("figure", "id", "forest").add(exhibits.figure(plot.besideTable()));
              html.element("figcaption", plot.caption()).close();
            });
  }

  private String aboutValues() {
    return "%s on %s: values with 95 %% intervals, and differences to %s"
        .formatted(
            run.primary().label(),
            boards.get(0).target(),
            significance.first().map(Place::name).orElse("none"));
  }

  private void significance() {
    section("significance", "Differences and what they are worth");
    if (tables.brief().rows().size() < tables.summary().rows().size()) {
      html.element("h3", "Every entry");
      table("entry-table", "entries", aboutValues(), tables.summary());
      ForestPlot.of(boards.get(0), significance)
          .ifPresent(
              plot -> {
                html.open("figure", "id", ForestPlot.ALL).add(exhibits.figure(plot.picture()));
                html.element("figcaption", plot.caption()).close();
              });
      html.element("h3", "Pairs");
    }
    if (significance.contrasts().isEmpty()) {
      html.element("p", significance.untested());
    } else {
      table(
          "pair-table",
          "pairs",
          "Pairs of entries: mean difference in %s on %s, and tests of it"
              .formatted(run.primary().label(), boards.get(0).target()),
          tables.pairs());
      html.element("p", significance.method(run.data().words()), "class", "caption");
      ranks();
    }
    html.close();
  }

  private void ablation() {
    if (worths.isEmpty()) {
      return;
    }
    section("ablation", "What feature groups are worth");
    run.ablation().notes().forEach(note -> html.element("p", note));
    for (GroupWorth worth : worths) {
      boolean first = worth.equals(worths.get(0));
      if (first) {
        html.element("h3", worth.target());
      } else {
        html.open("details").element("summary", worth.target());
      }
      for (Ablation.Change change : Ablation.Change.values()) {
        if (!worth.of(change).isEmpty()) {
          WorthPlot plot = new WorthPlot(worth, worth.of(change));
          html.open("figure").add(exhibits.figure(plot.picture()));
          html.element("figcaption", plot.caption()).close();
        }
      }
      table(
          "ablation-" + worths.indexOf(worth),
          "ablation-" + worth.target(),
          "What feature groups are worth: %s on %s".formatted(worth.metric(), worth.target()),
          worth.table());
      html.element("p", worth.howToRead(), "class", "caption");
      if (!first) {
        html.close();
      }
    }
    html.close();
  }

  private void ranks() {
    SeriesRanking ranking = SeriesRanking.of(boards.get(0), significance);
    html.element("h3", "Ranks over " + ranking.what());
    if (!ranking.unavailable().isEmpty()) {
      html.element("p", ranking.sentence());
    } else {
      html.open("figure", "id", "ranks").add(exhibits.figure(RankPlot.draw(ranking)));
      html.element("figcaption", ranking.sentence() + " " + RankPlot.caption(ranking));
      html.close();
    }
  }

  static String generatedMeans(Run run) {
    return GENERATED_MEANS.formatted(run.data().words().rows());
  }

  static String howToRead(Run run) {
    return HOW_TO_READ.formatted(run.data().words().rows())
        + run.lowerBound()
            .map(bound -> " The %s: %s".formatted(LowerBound.NAME, bound.what()).stripTrailing())
            .orElse("");
  }

  private void leaderboards() {
    section("leaderboard", "Leaderboard");
    for (int k = 0; k < boards.size(); k++) {
      Leaderboard board = boards.get(k);
      if (k > 0) {
        html.open("details").element("summary", board.target());
      } else {
        html.element("h3", board.target());
      }
      table(
          "leaderboard-" + k,
          "leaderboard-" + board.target(),
          "Test results on " + board.target(),
          board.table());
      if (k == 0) {
        html.element("p", howToRead(run) + rows(board), "class", "caption");
      }
      grids(board, k);
      if (k > 0) {
        html.close();
      }
    }
    html.close();
  }

  /** What a leaderboard with many networks hides. */
  private void grids(Leaderboard board, int k) {
    List<ModelGrid> grids = ModelGrid.of(board);
    for (ModelGrid grid : grids) {
      html.element("h3", grid.title());
      table(
          grid.id() + "-" + k,
          grid.id() + "-" + board.target(),
          "%s: %s on %s".formatted(grid.title(), run.primary().label(), board.target()),
          grid.table());
    }
    if (!grids.isEmpty() && k == 0) {
      html.element("p", ModelGrid.howToRead(board), "class", "caption");
    }
    if (board.bySquaredError().size() > 1) {
      html.element("h3", SQUARED_ERROR);
      table(
          "squared-error-" + k,
          "squared-error-" + board.target(),
          SQUARED_ERROR + ": " + board.target(),
          board.squaredErrorTable());
    }
  }

  private void runs() {
    if (run.compares()) {
      section("runs", "Runs");
      table("run-table", "runs", "The runs that are compared", facts.runs());
      html.element("p", facts.aboutRuns(), "class", "caption").close();
    }
  }

  private static String rows(Leaderboard board) {
    return board.testRows().size() == 1
        ? " " + Figures.count(board.testRows().first()) + " test rows have an outcome."
        : "";
  }

  private void byFold() {
    section("by-fold", "Fold by fold");
    html.open("figure").add(exhibits.figure(FoldChart.draw(boards.get(0), series)));
    html.element("figcaption", FoldChart.caption(boards.get(0)));
    html.close();
    html.open("details").element("summary", "Every value");
    table(
        "fold-value-table",
        "by-fold",
        "%s on %s by fold, mean over seeds"
            .formatted(run.primary().label(), boards.get(0).target()),
        boards.get(0).byFold());
    html.close();
    Spread spread = new Spread(boards.get(0));
    html.element("h3", "Folds and seeds").element("p", spread.sentence());
    spread
        .table()
        .ifPresent(
            table ->
                table(
                    "spread-table",
                    "spread",
                    "Spread of %s over folds and over seeds".formatted(run.primary().label()),
                    table));
    html.close();
  }

  private void scatter() throws IOException {
    Leaderboard board = boards.get(0);
    List<Place> shown =
        Stream.of(board.best(Kind.NETWORK), board.best(Kind.BASELINE))
            .flatMap(Optional::stream)
            .toList();
    section("forecasts", "Forecast against outcome");
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (Place place : shown) {
      smallest = Math.min(smallest, Scatter.smallest(outcomes(place)));
      largest = Math.max(largest, Scatter.largest(outcomes(place)));
    }
    List<Picture.Panel> panels = new ArrayList<>();
    for (Place place : shown) {
      panels.add(
          Picture.Panel.of(
              Scatter.draw(place.name(), board.target(), outcomes(place), smallest, largest)));
    }
    html.open("figure");
    html.add(
        exhibits.figure(
            new Picture(
                "forecasts",
                "Forecast against outcome of " + board.target(),
                "",
                "pair",
                2,
                panels,
                Picture.Legend.NONE)));
    html.element(
        "figcaption",
        largest > 0
            ? "Best network and best baseline, test rows of all folds, first seed. Axes in log(1 + count); on the line a forecast is exact; the stronger a bin's colour, the more rows it holds, each shade the same ratio more."
            : "No forecasts are stored in this run.");
    html.close().close();
  }

  /** The test rows of an entry's first seed in the first target. */
  private List<CellTables.Outcome> outcomes(Place place) throws IOException {
    Stream.Builder<CellTables.Outcome> all = Stream.builder();
    for (Cell cell : place.entry().firstSeed()) {
      place.entry().origin().tables().outcomes(cell, boards.get(0).target()).forEach(all);
    }
    return all.build().toList();
  }

  private void slices() {
    Slices slices = new Slices(boards.get(0), significance.champion());
    if (!slices.isEmpty()) {
      section("slices", "Slices");
      html.add(slices.html(exhibits)).close();
    }
  }

  private void learningCurves() throws IOException {
    List<Entry> networks = run.entries().stream().filter(Entry::gradientTrained).toList();
    boolean all = networks.stream().mapToInt(entry -> entry.finished().size()).sum() <= MOST_PANELS;
    boolean folded = networks.size() > MANY_NETWORKS;
    section("learning", "Learning curves");
    html.open("p", "class", "caption").text("Loss in scaled units, one scale for each network: ");
    html.element("span", "training", "class", "key training-key").text(" and ");
    html.element("span", "validation", "class", "key validation-key");
    html.text("; the dot is the chosen epoch." + (all ? "" : " First seed only.")).close();
    if (networks.isEmpty()) {
      html.element("p", "There is no network in this run.");
    }
    for (Entry network : networks) {
      if (folded) {
        html.open("details").open("summary").text(network.name() + " ");
        html.element("span", LearningCurves.summary(network), "class", "aside").close();
      } else {
        html.element("h3", network.name());
      }
      html.add(
          exhibits.figure(
              LearningCurves.draw(network, all ? network.finished() : network.firstSeed())));
      if (folded) {
        html.close();
      }
    }
    html.close();
  }

  private void folds() {
    section("folds", "Folds");
    html.open("figure").add(exhibits.figure(Timeline.draw(run)));
    html.element(
        "figcaption",
        "Early stopping looks at validation; the model that forecasts is then fitted again on everything known at the cut. Gaps are %s whose labels were not yet known."
            .formatted(run.data().words().rows()));
    html.close();
    table("fold-table", "folds", "The folds: periods and rows", facts.folds());
    html.close();
  }

  private void data() {
    section("data", "Data");
    facts.dataNotes().forEach(note -> html.element("p", note));
    table("row-table", "rows", "Rows from the file to the frame", facts.rows());
    table("target-table", "targets", "Targets in original units", facts.targets());
    if (!run.data().features().isEmpty()) {
      html.open("details").element("summary", "Features");
      table("feature-table", "features", "Features by group", facts.features());
      html.close();
    }
    if (facts.heads().isPresent()) {
      html.element("h3", Facts.HEADS);
      table("head-table", "heads", Facts.HEADS, facts.heads().get());
      html.element("p", Facts.ABOUT_HEADS, "class", "caption");
    }
    html.close();
  }

  private void audit() {
    section("audit", "Audit");
    for (Origin origin : run.origins()) {
      if (run.compares()) {
        html.element("h3", origin.label());
      }
      html.add(
          origin
              .audit()
              .html(exhibits, run.primary().label(), run.compares() ? "-" + origin.letter() : ""));
    }
    html.close();
  }

  private void cost() {
    section("cost", "Cost");
    CostPlot plot = new CostPlot(boards.get(0));
    html.open("figure").add(exhibits.figure(plot.picture()));
    html.element("figcaption", plot.caption()).close();
    table("cost-table", "cost", "Seconds of computing by entry", facts.costs());
    html.open("details").element("summary", "Every cell");
    table("cell-table", "cells", "Every cell: how it ended and what it took", facts.cells());
    html.close().close();
  }

  private void limits() {
    section("limits", "Limits");
    html.open("ul");
    facts.limits(significance).forEach(limit -> html.element("li", limit));
    html.close().close();
    section("provenance", "Provenance");
    for (Origin origin : run.origins()) {
      if (run.compares()) {
        html.element("h3", origin.label());
      }
      if (!origin.command().isEmpty()) {
        html.element("p", "To make the run again:");
        html.open("pre").element("code", origin.command()).close();
      }
      String suffix = run.compares() ? "-" + origin.letter() : "";
      table(
          "provenance-table" + suffix,
          "provenance" + suffix,
          "Provenance of " + origin.label(),
          facts.provenance(origin));
      html.open("details").element("summary", "Configuration with every value");
      html.open("pre").element("code", origin.config()).close().close();
    }
    html.close();
  }

  private void files() {
    section("files", "Files");
    html.add(FileList.of(run, exhibits, ModelCard.exists(run, significance)).html()).close();
  }

  private void table(String id, String name, String caption, Table table) {
    html.add(exhibits.table(id, name, caption, table));
  }

  private void section(String id, String title) {
    contents.put(id, title);
    html.open("section", "id", id).element("h2", title);
  }
}
