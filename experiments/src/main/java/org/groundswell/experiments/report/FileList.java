package org.groundswell.experiments.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files beside the page, with what each holds.
 *
 * @param whole what files hold that are neither a table nor a figure of the page, by their names
 */
record FileList(Map<String, String> whole, Exhibits exhibits) {

  /**
   * The files of a run's report.
   *
   * @param card whether there is a model card
   */
  static FileList of(Run run, Exhibits exhibits, boolean card) {
    Map<String, String> whole = new LinkedHashMap<>();
    if (card) {
      whole.put(Report.CARD, "what somebody should know who means to use the model");
    }
    whole.put("report.md", "this page's words and tables as Markdown");
    whole.put("leaderboard.csv", "every entry, target and metric, with all digits");
    whole.put("by_fold.csv", "the same by fold");
    whole.put("intervals.csv", "every metric and the skill of each entry with their intervals");
    whole.put("pairs.csv", "the pairs that were compared, with all digits");
    if (!run.ablation().parts().isEmpty()) {
      whole.put("ablation.csv", "what feature groups are worth, with all digits");
    }
    if (!run.slices().slices().isEmpty()) {
      whole.put("slices.csv", "every entry and target by slice");
    }
    return new FileList(whole, exhibits);
  }

  Html html() {
    Html html = new Html();
    html.open("ul");
    whole.forEach(
        (file, what) -> {
          html.open("li").element("a", file, "href", file);
          html.text(": " + what).close();
        });
    html.close();
    html.open("details").element("summary", "Each table as CSV and LaTeX").open("ul");
    exhibits
        .tables()
        .forEach(
            (name, shown) -> {
              html.open("li").text(shown.caption() + ": ");
              link(html, Exhibits.TABLES + name + ".csv");
              html.text(", ");
              link(html, Exhibits.TABLES + name + ".tex");
              html.close();
            });
    html.close().close();
    html.open("details").element("summary", "Each figure as SVG").open("ul");
    exhibits
        .figures()
        .forEach(
            (name, picture) -> {
              html.open("li").text(picture.title() + ": ");
              link(html, Exhibits.FIGURES + name + ".svg");
              html.close();
            });
    return html.close().close();
  }

  private static void link(Html html, String file) {
    html.element("a", file, "href", file);
  }

  /** The same as Markdown. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    whole.forEach((file, what) -> out.append("- [%s](%s): %s\n".formatted(file, file, what)));
    out.append("- `tables/`, each table as CSV and LaTeX: ");
    out.append(String.join(", ", exhibits.tables().keySet())).append("\n");
    out.append("- `figures/`, each figure as SVG: ");
    return out.append(String.join(", ", exhibits.figures().keySet())).append("\n").toString();
  }
}
