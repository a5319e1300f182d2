package org.groundswell.models.baseline;

import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.window.ScaledFrame;

/**
 * Gradient-boosted trees (Ke et al. 2017, LightGBM) of each target in z on the known columns of a
 * row: as they are, missing values as missing, categories as categories. The objective is the loss;
 * a quantile loss grows trees of their own for each level, whose forecasts are sorted.
 *
 * <p>The trees of all targets and levels grow side by side, and validation chooses one number of
 * rounds for all: the one with the smallest mean loss over targets and levels. Loss is looked at
 * every {@value #ROUNDS_A_LOOK} rounds, which make one epoch of the fit's course.
 */
final class LightGbm implements Model {
  static final String NAME = "lightgbm";
  private static final String FILE = "lightgbm.properties";
  private static final int ROUNDS_A_LOOK = 10;
  private static final int FORECAST_ROWS = 65_536;

  private final LightGbmConfig config;
  private final ModelSpec spec;
  private final LightGbmParameters parameters;

  /** {@code [target × level]}; empty before the fit. */
  private List<Trees> trees = List.of();

  LightGbm(LightGbmConfig config, ModelSpec spec) {
    if (spec.schema().known().isEmpty()) {
      throw new IllegalArgumentException(
          "lightgbm splits by known columns and the frame has none. Maybe add a feature group.");
    }
    this.config = config;
    this.spec = spec;
    this.parameters = new LightGbmParameters(config, spec);
    NativeLibrary.load();
  }

  @Override
  public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    LabelledRows training = LabelledRows.of(spec, data, rows);
    int[] validationRows =
        stopping instanceof Stopping.OnValidation onValidation ? onValidation.rows() : new int[0];
    LabelledRows validation = LabelledRows.orNone(data, validationRows);
    List<TreeData> sets = new ArrayList<>();
    List<TreeGrower> growers = new ArrayList<>();
    try {
      for (int t = 0; t < spec.targets(); t++) {
        sets.add(TreeData.of(data, t, training.of(t), validation.of(t), parameters.data()));
        for (int level = 0; level < levels(); level++) {
          growers.add(new TreeGrower(sets.get(t), parameters.trees(level)));
        }
      }
      Fit fit = grow(growers, stopping, listener);
      List<String> texts = new ArrayList<>();
      for (TreeGrower grower : growers) {
        texts.add(grower.text((int) fit.choice()));
      }
      replaceTrees(texts);
      return fit;
    } catch (LGBMException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException("LightGBM's trees could not pass through a file", e);
    } finally {
      growers.forEach(TreeGrower::close);
      closeAll(sets);
    }
  }

  private int levels() {
    return spec.loss().levels().size();
  }

  private static FitFailedException failed(LGBMException cause) {
    FitFailedException failed = new FitFailedException("LightGBM: " + cause.getMessage());
    failed.initCause(cause);
    return failed;
  }

  private static void closeAll(List<TreeData> sets) {
    for (TreeData set : sets) {
      try {
        set.close();
      } catch (LGBMException e) {
        throw failed(e);
      }
    }
  }

  private Fit grow(List<TreeGrower> growers, Stopping stopping, FitListener listener)
      throws LGBMException {
    boolean validated = stopping instanceof Stopping.OnValidation;
    if (validated && growers.stream().noneMatch(TreeGrower::hasValidation)) {
      throw new FitFailedException("no validation row has a target");
    }
    int limit =
        stopping instanceof Stopping.AtChoice chosen ? (int) chosen.choice() : config.rounds();
    if (limit < 1) {
      throw new IllegalArgumentException(limit + " rounds grow no tree");
    }
    double bestLoss = Double.POSITIVE_INFINITY;
    int bestRound = 0;
    List<Fit.Epoch> course = new ArrayList<>();
    for (int round = 1; round <= limit; round++) {
      for (TreeGrower grower : growers) {
        grower.grow();
      }
      if (round % ROUNDS_A_LOOK != 0 && round != limit) {
        continue;
      }
      Fit.Epoch epoch = look(growers, round, validated);
      course.add(epoch);
      listener.epochEnded(epoch, limit);
      if (validated && epoch.validationLoss() < bestLoss) {
        bestLoss = epoch.validationLoss();
        bestRound = round;
      } else if (validated && round - bestRound >= config.patience()) {
        return new Fit(bestRound, Fit.StoppingReason.EARLY_STOPPING, course);
      }
    }
    return validated
        ? new Fit(bestRound, Fit.StoppingReason.LIMIT, course)
        : new Fit(limit, Fit.StoppingReason.CHOICE, course);
  }

  private Fit.Epoch look(List<TreeGrower> growers, int round, boolean validated)
      throws LGBMException {
    double training = 0;
    double validation = 0;
    int counted = 0;
    for (TreeGrower grower : growers) {
      training += grower.trainingLoss();
      if (grower.hasValidation()) {
        validation += grower.validationLoss();
        counted++;
      }
    }
    training /= growers.size();
    validation = validated ? validation / counted : Double.NaN;
    if (!Double.isFinite(training) || (validated && !Double.isFinite(validation))) {
      throw new FitFailedException(
          "training loss %s and validation loss %s after %d rounds. Maybe lower learningRate."
              .formatted(training, validation, round));
    }
    return new Fit.Epoch(round, training, validation, config.learningRate());
  }

  private void replaceTrees(List<String> texts) throws LGBMException {
    List<Trees> parsed = new ArrayList<>();
    try {
      for (String text : texts) {
        parsed.add(Trees.parse(text));
      }
    } catch (LGBMException e) {
      parsed.forEach(Trees::close);
      throw e;
    }
    close();
    trees = List.copyOf(parsed);
  }

  @Override
  public float[] forecast(ScaledFrame data, int[] rows) {
    if (trees.isEmpty()) {
      throw new IllegalStateException("these trees were neither grown nor loaded, or were closed");
    }
    spec.requireFits(data);
    int columns = spec.schema().known().size();
    int outputs = spec.outputs();
    float[] forecasts = new float[Math.multiplyExact(rows.length, outputs)];
    for (int from = 0; from < rows.length; from += FORECAST_ROWS) {
      int[] some = Arrays.copyOfRange(rows, from, Math.min(from + FORECAST_ROWS, rows.length));
      float[] known = KnownColumns.of(data.frame(), some);
      for (int output = 0; output < outputs; output++) {
        double[] z = forecast(trees.get(output), known, some.length, columns);
        for (int k = 0; k < z.length; k++) {
          forecasts[(from + k) * outputs + output] = (float) z[k];
        }
      }
    }
    for (int at = 0; at < forecasts.length; at += levels()) {
      Arrays.sort(forecasts, at, at + levels());
    }
    return forecasts;
  }

  private static double[] forecast(Trees trees, float[] known, int rows, int columns) {
    try {
      return trees.forecast(known, rows, columns);
    } catch (LGBMException e) {
      throw new IllegalStateException("LightGBM could not forecast: " + e.getMessage(), e);
    }
  }

  @Override
  public void save(Path folder) throws IOException {
    if (trees.isEmpty()) {
      throw new IllegalStateException("there are no trees to save");
    }
    Map<String, String> values = new TreeMap<>();
    values.put("columns", Integer.toString(spec.schema().known().size()));
    values.put("targets", Integer.toString(spec.targets()));
    values.put("levels", Integer.toString(levels()));
    for (int output = 0; output < trees.size(); output++) {
      String text = trees.get(output).text();
      Files.writeString(folder.resolve(fileName(output)), text);
      values.put(fileName(output), sha256(text));
    }
    SavedText.write(folder.resolve(FILE), NAME, values);
  }

  /** Checks each file's SHA-256 before LightGBM reads it: its parser trusts what it is given. */
  @Override
  public void load(Path folder) throws IOException {
    SavedText saved = SavedText.read(folder.resolve(FILE), NAME);
    saved.require("columns", spec.schema().known().size());
    saved.require("targets", spec.targets());
    saved.require("levels", levels());
    List<String> texts = new ArrayList<>();
    for (int output = 0; output < spec.outputs(); output++) {
      Path file = folder.resolve(fileName(output));
      String text = SavedText.text(file);
      if (!sha256(text).equals(saved.value(fileName(output)))) {
        throw new IOException(
            "%s is not what %s says was saved: its SHA-256 differs".formatted(file, FILE));
      }
      texts.add(text);
    }
    try {
      replaceTrees(texts);
    } catch (LGBMException e) {
      throw new IOException(folder + " holds trees that LightGBM can't read: " + e.getMessage(), e);
    }
  }

  private String fileName(int output) {
    return "trees-" + output / levels() + "-" + output % levels() + ".txt";
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    trees.forEach(Trees::close);
    trees = List.of();
  }
}
