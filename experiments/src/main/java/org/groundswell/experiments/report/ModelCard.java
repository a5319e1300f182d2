package org.groundswell.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody should know who means to use the model that a run comes to, after Mitchell et al.,
 * Model Cards for Model Reporting (2019): the champion that was chosen on validation rows, or else
 * the best on the test rows.
 */
final class ModelCard extends MarkdownText {
  private static final int WORST = 5;

  private final Run run;
  private final List<Leaderboard> boards;
  private final Significance significance;
  private final Verdict verdict;
  private final Place place;
  private final List<Entry> entries;
  private final Facts facts;
  private final Words words;

  private ModelCard(
      Run run,
      List<Leaderboard> boards,
      Significance significance,
      Verdict verdict,
      Place place,
      List<Entry> entries) {
    this.run = run;
    this.boards = boards;
    this.significance = significance;
    this.verdict = verdict;
    this.place = place;
    this.entries = entries;
    this.facts = new Facts(run);
    this.words = run.data().words();
  }

  /** Whether there is one: not of several runs, nor where nothing can be judged. */
  static boolean exists(Run run, Significance significance) {
    return !run.compares() && significance.first().isPresent();
  }

  /** The card; empty for several runs in one, and where nothing can be judged. */
  static Optional<String> of(
      Run run, List<Leaderboard> boards, Significance significance, Verdict verdict)
      throws IOException {
    if (!exists(run, significance)) {
      return Optional.empty();
    }
    Place place = significance.first().get();
    List<String> names =
        significance
            .champion()
            .map(champion -> champion.byFold().values().stream().distinct().toList())
            .orElse(List.of(place.name()));
    List<Entry> entries =
        run.entries().stream().filter(entry -> names.contains(entry.name())).toList();
    ModelCard card = new ModelCard(run, boards, significance, verdict, place, entries);
    card.write();
    return Optional.of(card.toString());
  }

  private void write() throws IOException {
    String names = entries.stream().map(Entry::name).collect(Collectors.joining(", then "));
    raw("# Model card: " + Markdown.escape(names) + "\n\n");
    run.alarms().forEach(this::paragraph);
    if (run.data().generated()) {
      raw("> **" + HtmlReport.GENERATED + "**. " + HtmlReport.generatedMeans(run) + "\n\n");
    }
    paragraph(
        "What the run %s says of the model it comes to, after Mitchell et al., Model Cards for Model Reporting (2019). Made from the run folder alone."
            .formatted(run.name()));
    details();
    use();
    factors();
    metrics();
    evaluationData();
    trainingData();
    analyses();
    ethics();
    caveats();
  }

  private static String kind(Entry entry) {
    return switch (entry.kind()) {
      case NETWORK -> "a network";
      case BASELINE -> "a baseline";
      case ENSEMBLE -> "an ensemble";
      case OUTSIDE -> "made by another program";
    };
  }

  private void details() throws IOException {
    heading("Model details");
    if (significance.champion().isPresent()) {
      Champion champion = significance.champion().get();
      paragraph(
          "Chosen by %s of %s on validation rows and frozen before a test row was read: for each fold the entry that was best on the validation rows of that fold and those before it. For new %s that is the last fold's."
              .formatted(run.primary().label(), run.targets().get(0), words.rows()));
      table(champion.table(run.primary().label()));
    } else {
      paragraph(
          "No champion was chosen on validation rows; this is the best on the test rows, which flatters it.");
    }
    JsonNode config = config();
    for (Entry entry : entries) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s: model %s, trained on %s, %s"
              .formatted(entry.name(), entry.model(), entry.loss(), kind(entry)));
      for (JsonNode model : config.path("models")) {
        if (model.path("name").asText().equals(entry.name())) {
          lines.add("its configuration: " + model.path("config"));
        }
      }
      if (entry.ensemble()) {
        lines.add(
            "it averages the forecasts of "
                + entry.members().stream().map(Entry::name).collect(Collectors.joining(", ")));
      } else if (!entry.outside()) {
        lines.add(
            "fitted models: models/%s_fold<k>_seed<s>, scalers beside them"
                .formatted(entry.name()));
      }
      bullets(lines);
    }
    List<String> all = new ArrayList<>();
    all.add(
        "seeds: "
            + entries.get(0).cells().stream()
                .map(Cell::seed)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", ")));
    for (String key : List.of("target", "inputs", "window", "queryRow", "features", "training")) {
      if (config.has(key)) {
        all.add(key + ": " + config.path(key).toString().replace("\"", ""));
      }
    }
    Origin origin = run.origins().get(0);
    all.add("program: " + origin.program());
    all.add("run began: " + origin.provenance().path("started").asText("not noted"));
    all.add(
        "configuration, SHA-256: " + origin.provenance().path("configSha256").asText("not noted"));
    bullets(all);
    if (!origin.command().isEmpty()) {
      paragraph("To make it again:");
      raw(Markdown.fenced(origin.command()) + "\n");
    }
  }

  private JsonNode config() throws IOException {
    try {
      return new YAMLMapper().readTree(run.origins().get(0).config());
    } catch (JsonProcessingException e) {
      throw new IOException("config.yaml is not YAML: " + e.getOriginalMessage(), e);
    }
  }

  private void use() {
    heading("Intended use");
    bullets(
        List.of(
            "Forecasting %s of a %s from what is known when it appears, for %s like those of the data below; comparing models on such data."
                .formatted(String.join(", ", run.targets()), words.row(), words.severalGroups()),
            "Not for other places, periods or kinds of %s without a test of their own, nor for saying what would have caused more: nothing here is causal."
                .formatted(words.severalGroups()),
            "Not for decisions about persons. Engagement says nothing of truth, worth or harm."));
  }

  private void factors() {
    heading("Factors");
    Slices slices = new Slices(boards.get(0), significance.champion());
    if (slices.isEmpty()) {
      paragraph("Results were not broken down by parts of the test rows.");
    } else {
      paragraph(
          "Looked at: "
              + slices.slicings().stream().map(Slices.By::title).collect(Collectors.joining("; "))
              + ".");
    }
    paragraph(
        "Not looked at: who the %s are (age, gender, place, language), and who reads them: the data do not say."
            .formatted(words.severalGroups()));
  }

  private void metrics() {
    heading("Metrics");
    paragraph(
        "%s on %s, fixed before the run, over the test rows of all folds, mean over seeds; skill is its part of author-median's on the same rows."
            .formatted(run.primary().label(), run.targets().get(0)));
    paragraph(significance.untested());
    paragraph(significance.method(words));
    paragraph("A difference is called significant below a Holm p value of 0.05.");
  }

  private void evaluationData() {
    heading("Evaluation data");
    facts.dataNotes().forEach(this::paragraph);
    paragraph(
        "SHA-256 of the file: %s. Walk-forward: each fold is tested on what comes after its cut."
            .formatted(run.data().sha256().isEmpty() ? "not noted" : run.data().sha256()));
    run.origins().get(0).looks().map(Looks::sentence).ifPresent(this::paragraph);
    table(facts.folds());
  }

  private void trainingData() {
    heading("Training data");
    paragraph(
        "The same file, up to each fold's cut, less the %s whose labels were not known %s after them; validation rows choose epochs or trees, then all is fitted again."
            .formatted(words.rows(), Figures.duration(run.data().labelDelay())));
    data(run, facts);
  }

  private void analyses() throws IOException {
    heading("Quantitative analyses");
    raw("**" + Markdown.escape(verdict.headline()) + "**\n\n");
    bullets(verdict.all());
    table(new SignificanceTables(boards.get(0), significance).summary());
    targets();
    Slices slices = new Slices(boards.get(0), significance.champion());
    List<String> names = new ArrayList<>(List.of(place.name()));
    if (slices.worst(place.name(), WORST).isEmpty()) {
      // older runs have slices of entries only
      entries.forEach(entry -> names.add(entry.name()));
    }
    for (String name : names) {
      slices
          .worst(name, WORST)
          .ifPresent(
              table -> {
                paragraph("Where %s has the least skill, over all folds:".formatted(name));
                table(table);
              });
    }
    if (!slices.isEmpty()) {
      slices.notes().forEach(this::paragraph);
      paragraph("Parts are not tested: the worst of many is partly chance.");
    }
  }

  /** How it did on every target. */
  private void targets() throws IOException {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Leaderboard board : boards) {
      Optional<Place> own =
          Significance.first(board, Champion.of(board))
              .filter(first -> significance.champion().isPresent())
              .or(
                  () ->
                      board.places().stream()
                          .filter(other -> other.name().equals(place.name()))
                          .findFirst());
      own.ifPresent(
          of ->
              rows.add(
                  List.of(
                      Table.Datum.of(board.target()),
                      of.datum(run.primary()),
                      of.skillDatum(),
                      Table.Datum.of(
                          board.authorMedian().map(Place::value).orElse(Double.NaN),
                          Figures::value),
                      Table.Datum.of(
                          board.ranked().stream().findFirst().map(Place::value).orElse(Double.NaN),
                          Figures::value))));
    }
    if (rows.size() > 1) {
      paragraph("On every target; only the first is tested:");
      table(
          new Table(
              List.of(
                  Table.Column.text("target"),
                  Table.Column.number(run.primary().label()),
                  Table.Column.number("skill", "vs median"),
                  Table.Column.number("author-median"),
                  Table.Column.number("best on test rows")),
              rows));
    }
  }

  private void ethics() {
    heading("Ethical considerations");
    bullets(
        List.of(
            "%s"
                .formatted(
                    run.data().generated()
                        ? "The data are generated: they are about nobody."
                        : "The data may be about persons, who were not asked; names may be replaced by keyed hashes, but texts can be searched for. Their licence and the place's terms are the user's to keep."),
            "A model of attention learns what has been rewarded so far, and whoever writes by it rewards that again."));
  }

  private void caveats() {
    heading("Caveats and recommendations");
    List<String> lines = new ArrayList<>(verdict.warnings());
    simpler().ifPresent(lines::add);
    lines.add(
        "Over folds %s runs from %s to %s: expect the like of new periods, and test it again as time goes on."
            .formatted(
                run.primary().label(),
                Figures.value(
                    place.byFold().values().stream().mapToDouble(v -> v).min().orElse(Double.NaN)),
                Figures.value(
                    place.byFold().values().stream()
                        .mapToDouble(v -> v)
                        .max()
                        .orElse(Double.NaN))));
    lines.addAll(facts.limits(significance));
    lines.add("Leakage audit: " + run.origins().get(0).audit().summary());
    bullets(lines);
  }

  /** Baselines that no test tells from it would do as well. */
  private Optional<String> simpler() {
    Standing standing = Standing.of(boards.get(0), significance, place);
    List<String> alike =
        Stream.concat(standing.better().stream(), standing.alike().stream())
            .filter(other -> !other.entry().gradientTrained())
            .map(Place::name)
            .filter(name -> entries.stream().noneMatch(entry -> entry.name().equals(name)))
            .toList();
    return alike.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No test shows it to be better than %s: maybe take the simplest of them."
                .formatted(String.join(", ", alike)));
  }
}
