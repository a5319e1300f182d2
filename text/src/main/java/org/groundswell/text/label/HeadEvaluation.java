package org.groundswell.text.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How well a head does on labelled texts that it was not fitted to, beside always naming the
 * commonest label.
 *
 * @param texts how many were held out, each once
 * @param macroF1 the mean over labels of F1, so that rare labels count as much as common ones
 * @param majorityAccuracy the share of the commonest label
 * @param majorityMacroF1 the macro F1 of naming it always
 * @param f1 of each label
 */
public record HeadEvaluation(
    int texts,
    Score accuracy,
    Score macroF1,
    double majorityAccuracy,
    double majorityMacroF1,
    List<LabelScore> f1) {
  private static final int REPLICATES = 1000;

  /**
   * A share, with the 2.5 and 97.5 percentiles over texts drawn again.
   *
   * @param estimate on all texts
   */
  public record Score(double estimate, double low, double high) {}

  /** The F1 of one label. */
  public record LabelScore(String label, int texts, double f1) {}

  public HeadEvaluation {
    f1 = List.copyOf(f1);
  }

  static HeadEvaluation of(List<String> labels, int[] truth, int[] predicted, long seed) {
    int[] all = new int[truth.length];
    int[] counts = new int[labels.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = k;
      counts[truth[k]]++;
    }
    int majority = 0;
    for (int label = 1; label < counts.length; label++) {
      majority = counts[label] > counts[majority] ? label : majority;
    }
    double[] accuracies = new double[REPLICATES];
    double[] macros = new double[REPLICATES];
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[all.length];
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      for (int k = 0; k < drawn.length; k++) {
        drawn[k] = random.nextInt(drawn.length);
      }
      accuracies[replicate] = accuracy(truth, predicted, drawn);
      macros[replicate] = mean(f1(counts.length, truth, predicted, drawn));
    }
    double[] f1 = f1(counts.length, truth, predicted, all);
    List<LabelScore> scores = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      scores.add(new LabelScore(labels.get(label), counts[label], f1[label]));
    }
    double share = (double) counts[majority] / all.length;
    return new HeadEvaluation(
        all.length,
        score(accuracy(truth, predicted, all), accuracies),
        score(mean(f1), macros),
        share,
        2 * share / (1 + share) / counts.length,
        scores);
  }

  private static Score score(double estimate, double[] replicates) {
    Arrays.sort(replicates);
    return new Score(
        estimate, replicates[REPLICATES / 40], replicates[REPLICATES - 1 - REPLICATES / 40]);
  }

  private static double accuracy(int[] truth, int[] predicted, int[] rows) {
    int right = 0;
    for (int row : rows) {
      right += truth[row] == predicted[row] ? 1 : 0;
    }
    return (double) right / rows.length;
  }

  /** 2 × right / (named + true) a label; 0 of one that was neither. */
  private static double[] f1(int labels, int[] truth, int[] predicted, int[] rows) {
    int[] right = new int[labels];
    int[] named = new int[labels];
    for (int row : rows) {
      named[truth[row]]++;
      named[predicted[row]]++;
      right[truth[row]] += truth[row] == predicted[row] ? 1 : 0;
    }
    double[] f1 = new double[labels];
    for (int label = 0; label < labels; label++) {
      f1[label] = named[label] == 0 ? 0 : 2.0 * right[label] / named[label];
    }
    return f1;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** One line for people. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "on %d texts held out: accuracy %.3f [%.3f, %.3f] (commonest label %.3f), macro F1 %.3f [%.3f, %.3f] (commonest label %.3f)",
        texts,
        accuracy.estimate,
        accuracy.low,
        accuracy.high,
        majorityAccuracy,
        macroF1.estimate,
        macroF1.low,
        macroF1.high,
        majorityMacroF1);
  }
}
