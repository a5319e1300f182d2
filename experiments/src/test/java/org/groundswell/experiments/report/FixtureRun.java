package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.groundswell.experiments.machine.Manifest;

/**
 * A small run folder as the runner leaves it: five folds, five entries, three targets, two seeds of
 * the networks. Its posts are made up from a fixed seed; an entry's forecasts miss by its noise.
 */
final class FixtureRun {
  static final List<String> TARGETS = List.of("likes", "shares", "comments");
  static final int FOLDS = 5;

  /** Test rows a fold. */
  static final int ROWS = 200;

  private static final int FEW_ROWS = 40;
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Somebody in the contest.
   *
   * @param scaling of the targets, empty to leave it out as old runs do
   * @param noise by how much its forecasts miss
   */
  record Contestant(
      String entry,
      String model,
      String loss,
      String scaling,
      boolean network,
      double noise,
      int limit) {

    static Contestant network(String entry, String loss, String scaling, double noise) {
      return new Contestant(
          entry, entry.substring(0, entry.indexOf('-')), loss, scaling, true, noise, 40);
    }

    /** Its members stand in the configuration, see {@link #ensembles}. */
    static Contestant ensemble(String entry, double noise) {
      return new Contestant(entry, "ensemble", "mae", "", false, noise, 0);
    }

    static Contestant baseline(String entry, String loss, double noise) {
      return new Contestant(
          entry, entry, loss, "", false, noise, entry.equals("lightgbm") ? 2000 : 0);
    }
  }

  static final List<Contestant> FIVE =
      List.of(
          Contestant.baseline("author-median", "none", 1.05),
          Contestant.baseline("ridge", "mse", 0.9),
          Contestant.baseline("lightgbm", "huber", 0.8),
          Contestant.network("mlp-mae", "mae", "", 0.86),
          Contestant.network("transformer-quantile", "quantile", "", 0.74));

  /** Three models, each with four losses, and four baselines; one far behind, one far off. */
  static List<Contestant> compare() {
    List<Contestant> all = new ArrayList<>(FIVE.subList(0, 3));
    all.add(Contestant.baseline("last-value", "none", 1.6));
    double[][] noises = {
      {0.84, 0.88, 0.83, 0.85}, {0.82, 9.5, 0.81, 0.80}, {0.755, 0.79, 0.74, 0.75}
    };
    List<String> losses = List.of("mae", "mse", "huber", "quantile");
    for (int model = 0; model < 3; model++) {
      for (int loss = 0; loss < 4; loss++) {
        String name = List.of("mlp", "lstm", "transformer").get(model) + "-" + losses.get(loss);
        all.add(Contestant.network(name, losses.get(loss), "log1p + robust", noises[model][loss]));
      }
    }
    return all;
  }

  /** Three models, each with five scalings of the targets, and four baselines. */
  static List<Contestant> compareScaling() {
    List<Contestant> all = new ArrayList<>(compare().subList(0, 4));
    List<String> scalings = List.of("none", "log", "robust", "log + robust", "min-max");
    double[] noises = {11, 0.83, 2.2, 0.78, 6.5};
    for (String model : List.of("mlp", "lstm", "transformer")) {
      for (int k = 0; k < scalings.size(); k++) {
        all.add(
            Contestant.network(
                model + "-" + scalings.get(k).replace(" + ", "-"),
                "huber",
                scalings.get(k),
                noises[k] * (model.equals("transformer") ? 0.95 : 1)));
      }
    }
    return all;
  }

  private final Map<String, Double> medianError = new LinkedHashMap<>();
  private final Path folder;
  private final List<Contestant> contestants;
  private final int rows;

  private FixtureRun(Path folder, List<Contestant> contestants, int rows) {
    this.folder = folder;
    this.contestants = contestants;
    this.rows = rows;
  }

  static Path write(Path folder) throws IOException {
    return write(folder, ROWS);
  }

  static Path write(Path folder, int rows) throws IOException {
    new FixtureRun(folder, FIVE, rows).write();
    return folder;
  }

  static Path write(Path folder, List<Contestant> contestants) throws IOException {
    new FixtureRun(folder, contestants, ROWS).write();
    return folder;
  }

  /** A run with its manifest and few rows. */
  static Path finished(Path folder, List<Contestant> contestants) throws IOException {
    new FixtureRun(folder, contestants, FEW_ROWS).write();
    Manifest.write(folder, Set.of());
    return folder;
  }

  /** Says what the error of each target is at least, the same in every fold but for a little. */
  static void lowerBound(Path folder, double logError) throws IOException {
    Map<String, Object> byFold = new LinkedHashMap<>();
    for (int fold = 1; fold <= FOLDS; fold++) {
      byFold.put(String.valueOf(fold), bound(logError + 0.004 * (fold - 3)));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("what", "The error of the generator's own conditional median.");
    all.put("pooled", bound(logError));
    all.put("byFold", byFold);
    Files.writeString(folder.resolve("lower-bound.json"), JSON.writeValueAsString(all));
  }

  private static Map<String, Object> bound(double logError) {
    Map<String, Object> targets = new LinkedHashMap<>();
    TARGETS.forEach(
        target ->
            targets.put(target, Map.of("log1p-mae", logError, "log1p-rmse", logError * 1.25)));
    return targets;
  }

  /** Says in the configuration of a run which entries are ensembles. */
  static void ensembles(Path folder, String yaml) throws IOException {
    edit(folder, "config.yaml", text -> text + "ensembles: " + yaml + "\n");
  }

  /** Changes the text of one file of a run. */
  static void edit(Path folder, String file, UnaryOperator<String> change) throws IOException {
    Path path = folder.resolve(file);
    String before = Files.readString(path);
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new IllegalArgumentException("the change of " + file + " changes nothing");
    }
    Files.writeString(path, after);
  }

  private void write() throws IOException {
    Files.createDirectories(folder.resolve("predictions"));
    Files.createDirectories(folder.resolve("history"));
    Files.writeString(folder.resolve("config.yaml"), CONFIG);
    Files.writeString(folder.resolve("data.json"), DATA);
    Files.writeString(folder.resolve("provenance.json"), PROVENANCE);
    folds();
    List<String> metrics = new ArrayList<>();
    List<String> pooled = new ArrayList<>();
    List<String> costs = new ArrayList<>();
    for (Contestant contestant : contestants) {
      Map<String, List<double[]>> all = new LinkedHashMap<>();
      for (int fold = 1; fold <= FOLDS; fold++) {
        for (int seed = 1; seed <= (contestant.network() ? 2 : 1); seed++) {
          cell(contestant, fold, seed, all, metrics, costs);
        }
      }
      pooled.add(JSON.writeValueAsString(pooled(contestant, all)));
    }
    Files.write(folder.resolve("metrics.jsonl"), metrics);
    Files.write(folder.resolve("pooled.jsonl"), pooled);
    Files.write(folder.resolve("cost.jsonl"), costs);
  }

  private static Instant day(long days) {
    return START.plus(Duration.ofDays(days));
  }

  private void folds() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "fold,train_from,validation_start,cut,test_end,train_rows,validation_rows,refit_rows,test_rows");
    for (int k = 0; k < FOLDS; k++) {
      lines.add(
          "%s,%s,%s,%s,%s,%s,%s,%s,%s"
              .formatted(
                  k + 1,
                  day(0),
                  day(500 + 120L * k),
                  day(600 + 120L * k),
                  day(720 + 120L * k),
                  6200 + 1500 * k,
                  1180,
                  7400 + 1500 * k,
                  rows));
    }
    Files.write(folder.resolve("folds.csv"), lines);
  }

  private void cell(
      Contestant contestant,
      int fold,
      int seed,
      Map<String, List<double[]>> all,
      List<String> metrics,
      List<String> costs)
      throws IOException {
    String cell = contestant.entry() + "_fold" + fold + "_seed" + seed;
    List<String> predictions = new ArrayList<>();
    boolean quantiles = contestant.loss().equals("quantile");
    predictions.add(
        "id,group,instant,stratum,target,actual,forecast" + (quantiles ? ",q0.1,q0.5,q0.9" : ""));
    Map<String, Object> byTarget = new LinkedHashMap<>();
    Map<String, Object> testRows = new LinkedHashMap<>();
    for (int target = 0; target < TARGETS.size(); target++) {
      List<double[]> pairs = new ArrayList<>();
      Random outcomes = new Random(100L * fold + target);
      Random misses = new Random(Arrays.hashCode(new int[] {cell.hashCode(), target}));
      for (int row = 0; row < rows; row++) {
        double author = 4.5 - 1.4 * target + 1.6 * outcomes.nextGaussian();
        double level = Math.max(0, author + 0.5 * outcomes.nextGaussian());
        double actual = Math.rint(Math.expm1(level));
        double guess = Math.max(0, 0.9 * level + 0.1 + contestant.noise() * misses.nextGaussian());
        double forecast = Math.rint(100 * Math.expm1(guess)) / 100;
        pairs.add(new double[] {actual, forecast});
        predictions.add(
            "p%s-%s,author%s,%s,original,%s,%s,%s%s"
                .formatted(
                    fold,
                    row,
                    row % 40,
                    day(600 + 120L * (fold - 1) + row * 120 / rows),
                    TARGETS.get(target),
                    actual,
                    forecast,
                    quantiles ? "," + forecast / 2 + "," + forecast + "," + forecast * 2 : ""));
      }
      byTarget.put(TARGETS.get(target), measured(pairs, quantiles));
      testRows.put(TARGETS.get(target), rows);
      // seeds have as many rows, so the mean over all is the mean over seeds
      all.computeIfAbsent(TARGETS.get(target), t -> new ArrayList<>()).addAll(pairs);
    }
    Files.write(folder.resolve("predictions").resolve(cell + ".csv"), predictions);
    int chosen = contestant.network() ? history(cell, contestant) : 0;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("cell", cell);
    line.put("entry", contestant.entry());
    line.put("model", contestant.model());
    line.put("loss", contestant.loss());
    if (!contestant.scaling().isEmpty()) {
      line.put("scaling", contestant.scaling());
    }
    line.put("gradientTrained", contestant.network());
    line.put("fold", fold);
    line.put("seed", seed);
    line.put("status", "ok");
    line.put("stopping", contestant.limit() > 0 ? "EARLY_STOPPING" : "CLOSED_FORM");
    line.put("choice", (double) (contestant.network() ? chosen : contestant.limit() / 4));
    line.put("epochLimit", contestant.limit());
    line.put("clipped", fold % 2);
    line.put("testRows", testRows);
    line.put("metrics", byTarget);
    line.put("validation", byTarget);
    metrics.add(JSON.writeValueAsString(line));
    costs.add(
        JSON.writeValueAsString(
            Map.of(
                "cell",
                cell,
                "selectSeconds",
                contestant.network() ? 20.5 + fold : 0.4,
                "refitSeconds",
                contestant.network() ? 12.25 : 0.2,
                "forecastSeconds",
                0.11)));
  }

  /** The epoch with the lowest validation loss. */
  private int history(String cell, Contestant contestant) throws IOException {
    Random noise = new Random(cell.hashCode());
    List<String> lines = new ArrayList<>();
    lines.add("phase,epoch,training_loss,validation_loss,learning_rate");
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    int epochs = 16 + noise.nextInt(10);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double training = contestant.noise() * (0.45 + 0.6 * Math.exp(-epoch / 4.0)) - 0.004 * epoch;
      double validation = training + 0.04 + 0.0009 * epoch * epoch + 0.012 * noise.nextGaussian();
      if (validation < lowest) {
        lowest = validation;
        best = epoch;
      }
      lines.add("select,%s,%s,%s,%s".formatted(epoch, training, validation, 0.001));
    }
    for (int epoch = 1; epoch <= best; epoch++) {
      lines.add("refit,%s,%s,,0.001".formatted(epoch, 0.5 + 0.4 / epoch));
    }
    Files.write(folder.resolve("history").resolve(cell + ".csv"), lines);
    return best;
  }

  private Map<String, Object> pooled(Contestant contestant, Map<String, List<double[]>> all) {
    boolean quantiles = contestant.loss().equals("quantile");
    Map<String, Object> metrics = new LinkedHashMap<>();
    Map<String, Object> skill = new LinkedHashMap<>();
    all.forEach(
        (target, pairs) -> {
          metrics.put(target, measured(pairs, quantiles));
          double error = measured(pairs, quantiles).get("log1p-mae");
          medianError.putIfAbsent(target, error);
          skill.put(target, 1 - error / medianError.get(target));
        });
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("entry", contestant.entry());
    line.put("model", contestant.model());
    line.put("loss", contestant.loss());
    line.put("metrics", metrics);
    line.put("skill", skill);
    return line;
  }

  private static Map<String, Double> measured(List<double[]> pairs, boolean quantiles) {
    double mean = pairs.stream().mapToDouble(p -> Math.log1p(p[0])).average().orElseThrow();
    double total = pairs.stream().mapToDouble(p -> Math.pow(Math.log1p(p[0]) - mean, 2)).sum();
    double missed =
        pairs.stream().mapToDouble(p -> Math.pow(Math.log1p(p[0]) - Math.log1p(p[1]), 2)).sum();
    double logError =
        pairs.stream()
            .mapToDouble(p -> Math.abs(Math.log1p(p[0]) - Math.log1p(p[1])))
            .average()
            .orElseThrow();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("log1p-mae", logError);
    metrics.put("log1p-rmse", Math.sqrt(missed / pairs.size()));
    metrics.put("log1p-r2", 1 - missed / total);
    metrics.put(
        "mae", pairs.stream().mapToDouble(p -> Math.abs(p[0] - p[1])).average().orElseThrow());
    metrics.put("spearman", 1 - logError / 2.2);
    metrics.put("mase", 0.4 + logError);
    metrics.put("duel", 0.95 - logError / 3);
    if (quantiles) {
      metrics.put("log1p-pinball", logError / 3);
      metrics.put("coverage", 0.773);
    }
    return metrics;
  }

  private static final String CONFIG =
      """
      name: "main-comparison"
      question: "Do networks forecast the likes of a post better than the median of its author's past?"
      data:
        file: "posts.csv"
        labelDelay: "PT24H"
        targets: ["likes", "shares", "comments"]
        replies: "KEEP"
      window: 50
      training:
        epochs: 40
      losses:
        huberDelta: 1.0
        quantiles: [0.1, 0.5, 0.9]
      seeds: [1, 2]
      primaryMetric: "log1p-mae"
      """;

  private static final String DATA =
      """
      {"file":"posts.csv","sha256":"9f2c4b0e5a","generated":false,"rowsIn":16010,"read":15980,"quarantined":30,
       "quarantineReasons":{"no time":18,"negative count":12},"filtered":480,"rows":15500,"notMatured":37,"groups":40,
       "first":"2020-01-01T00:00:00Z","last":"2023-04-14T23:10:00Z","labelDelay":"PT24H","snapshot":true,
       "targets":{"likes":{"missing":3,"zeros":210,"median":89,"mean":412.3,"max":181022},
        "shares":{"missing":0,"zeros":1904,"median":12,"mean":61.8,"max":20110},
        "comments":{"missing":0,"zeros":5120,"median":4,"mean":15.1,"max":4021}},
       "features":{"calendar":["hour_sin","hour_cos","weekday"],"text":["length","hashtags"]}}
      """;

  private static final String PROVENANCE =
      """
      {"version":"0.1.0","git":{"commit":"0123abc","dirty":false},"jvm":"17.0.12","threads":2,
       "libraries":["nd4j 1.0.0-M2.1","lightgbm4j 4.3.0-1"],
       "command":"mvn -pl experiments exec:java -Dexp=main-comparison"}
      """;
}
