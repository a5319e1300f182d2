package org.groundswell.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report as one page: the answer first, then what it stands on. */
final class HtmlReport {
  static final String GENERATED = "GENERATED DATA";
  static final String GENERATED_MEANS =
      "The posts were made by a generator: nothing here says anything about people.";
  static final String HOW_TO_READ =
      "Ranked by the primary metric over the test rows of all folds, mean over seeds. By fold: mean and standard deviation over folds. Skill: of the primary metric against author-median on the same rows. Bold: best of the ranked entries. Columns in original units hang on a few large posts; they are for orientation and decide nothing.";

  /** With more networks' cells than this, learning curves show the first seed of each fold only. */
  private static final int MOST_PANELS = 120;

  private final Run run;
  private final List<Leaderboard> boards;
  private final Verdict verdict;
  private final CellTables tables;
  private final Facts facts;
  private final Map<String, Series> series;
  private final Html html = new Html();

  HtmlReport(Run run, List<Leaderboard> boards, Verdict verdict, CellTables tables) {
    this.run = run;
    this.boards = boards;
    this.verdict = verdict;
    this.tables = tables;
    this.facts = new Facts(run);
    this.series = Series.of(run.entries());
  }

  /** The whole page. */
  String page() throws IOException {
    html.open("html", "lang", "en");
    head();
    html.open("body").open("main");
    answer();
    leaderboards();
    byFold();
    scatter();
    learningCurves();
    folds();
    data();
    cost();
    limits();
    return "<!DOCTYPE html>\n" + html.close().close().close();
  }

  private void head() throws IOException {
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
    html.element("title", (run.data().generated() ? GENERATED + ": " : "") + run.name());
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      html.style(new String(css.readAllBytes(), StandardCharsets.UTF_8));
    }
    html.close();
  }

  private void answer() {
    html.open("header", "id", "answer");
    if (run.data().generated()) {
      html.open("p", "class", "banner").element("strong", GENERATED);
      html.text(". " + GENERATED_MEANS).close();
    }
    html.element("p", run.name(), "class", "run");
    html.element("h1", run.question().isBlank() ? run.name() : run.question());
    html.open("div", "class", "verdict");
    html.element("p", verdict.headline(), "class", "headline");
    verdict.sentences().forEach(sentence -> html.element("p", sentence));
    html.close();
    if (!verdict.warnings().isEmpty()) {
      html.open("ul", "class", "warnings");
      verdict.warnings().forEach(warning -> html.element("li", warning));
      html.close();
    }
    if (run.data().snapshot()) {
      html.open("p", "class", "aside").element("b", "Snapshot counts.");
      html.text(" The data hold final counts and not their growth; see ");
      html.element("a", "limits", "href", "#limits").text(".").close();
    }
    html.close();
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
      html.add(board.table().html("leaderboard-" + k));
      if (k > 0) {
        html.close();
      } else {
        html.element("p", HOW_TO_READ + rows(board), "class", "caption");
      }
    }
    html.close();
  }

  private static String rows(Leaderboard board) {
    return board.testRows().size() == 1
        ? " " + Figures.count(board.testRows().first()) + " test rows have an outcome."
        : "";
  }

  private void byFold() {
    section("by-fold", "Fold by fold");
    html.open("figure").add(FoldChart.draw(boards.get(0), series));
    html.element(
        "figcaption",
        "Each test slice by itself, mean over seeds. Networks have solid lines, baselines broken ones.");
    html.close().close();
  }

  private void scatter() throws IOException {
    Leaderboard board = boards.get(0);
    List<Place> shown =
        Stream.of(board.best(true), board.best(false)).flatMap(Optional::stream).toList();
    section("forecasts", "Forecast against outcome");
    double largest = 0;
    for (Place place : shown) {
      largest = Math.max(largest, Scatter.largest(outcomes(place)));
    }
    html.open("figure").open("div", "class", "pair");
    for (Place place : shown) {
      html.add(Scatter.draw(place.name(), board.target(), outcomes(place), largest));
    }
    html.close();
    html.element(
        "figcaption",
        largest > 0
            ? "Best network and best baseline, test rows of all folds, first seed. Axes in log(1 + count); on the line a forecast is exact; darker bins hold more rows, each shade the same ratio more."
            : "No forecasts are stored in this run.");
    html.close().close();
  }

  /** The test rows of an entry's first seed in the first target. */
  private List<CellTables.Outcome> outcomes(Place place) throws IOException {
    Stream.Builder<CellTables.Outcome> all = Stream.builder();
    for (Cell cell : firstSeed(place.entry())) {
      tables.outcomes(cell, boards.get(0).target()).forEach(all);
    }
    return all.build().toList();
  }

  private static List<Cell> firstSeed(Entry entry) {
    List<Cell> finished = entry.finished();
    return finished.stream().filter(cell -> cell.seed() == finished.get(0).seed()).toList();
  }

  private void learningCurves() throws IOException {
    List<Entry> networks = run.entries().stream().filter(Entry::gradientTrained).toList();
    boolean all = networks.stream().mapToInt(entry -> entry.finished().size()).sum() <= MOST_PANELS;
    LearningCurves curves = new LearningCurves(tables);
    section("learning", "Learning curves");
    html.open("p", "class", "caption").text("Loss in scaled units, one scale for each network: ");
    html.element("span", "training", "class", "key training-key").text(" and ");
    html.element("span", "validation", "class", "key validation-key");
    html.text("; the dot is the chosen epoch." + (all ? "" : " First seed only.")).close();
    if (networks.isEmpty()) {
      html.element("p", "There is no network in this run.");
    }
    for (Entry network : networks) {
      html.element("h3", network.name());
      html.add(curves.draw(all ? network.finished() : firstSeed(network)));
    }
    html.close();
  }

  private void folds() {
    section("folds", "Folds");
    html.open("figure").add(Timeline.draw(run));
    html.element(
        "figcaption",
        "Early stopping looks at validation; the model that forecasts is then fitted again on everything known at the cut. Gaps are posts whose labels were not yet known.");
    html.close().add(facts.folds().html("fold-table")).close();
  }

  private void data() {
    section("data", "Data");
    facts.dataNotes().forEach(note -> html.element("p", note));
    html.add(facts.rows().html("row-table")).add(facts.targets().html("target-table"));
    if (!run.data().features().isEmpty()) {
      html.open("details").element("summary", "Features");
      html.add(facts.features().html("feature-table")).close();
    }
    html.close();
  }

  private void cost() {
    section("cost", "Cost");
    html.add(facts.costs().html("cost-table"));
    html.open("details").element("summary", "Every cell");
    html.add(facts.cells().html("cell-table")).close().close();
  }

  private void limits() {
    section("limits", "Limits");
    html.open("ul");
    facts.limits().forEach(limit -> html.element("li", limit));
    html.close().close();
    section("provenance", "Provenance");
    if (!run.command().isEmpty()) {
      html.element("p", "To make the run again:");
      html.open("pre").element("code", run.command()).close();
    }
    html.add(facts.provenance().html("provenance-table"));
    html.open("details").element("summary", "Configuration with every value");
    html.open("pre").element("code", run.config()).close().close().close();
  }

  private void section(String id, String title) {
    html.open("section", "id", id).element("h2", title);
  }
}
