package org.groundswell.statistics;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;

/**
 * Friedman's test that no model is better than another over several data sets, corrected for ties,
 * and its less conservative form by Iman and Davenport (1980, Communications in Statistics A 9). As
 * Demšar lays out (2006, "Statistical comparisons of classifiers over multiple data sets", Journal
 * of Machine Learning Research 7, section 3.2.2), only if it rejects are pairs looked at, by {@link
 * CriticalDifference}.
 */
public sealed interface Friedman {

  /**
   * A test that was made.
   *
   * @param chiSquared corrected for ties, models − 1 degrees of freedom
   * @param chiSquaredP the p value of that; good from some ten data sets on
   * @param f (N − 1) χ² / (N (k − 1) − χ²); infinite where all data sets rank alike
   * @param pValue of f, with k − 1 and (k − 1)(N − 1) degrees of freedom: the one to read
   */
  record Tested(double chiSquared, double chiSquaredP, double f, double pValue)
      implements Friedman {}

  /** No test, and a sentence that says why. */
  record NotTestable(String reason) implements Friedman {}

  /** The test. With fewer than two data sets or three models, or ties alone, there is none. */
  static Friedman test(Ranks ranks) {
    int sets = ranks.dataSets();
    int models = ranks.models();
    if (sets < 2 || models < 3) {
      return new NotTestable(
          "%d data sets and %d models are too few; 2 data sets and 3 models are needed"
              .formatted(sets, models));
    }
    // of ranks about their mean, between models and in all: ties shrink the latter
    double middle = (models + 1) / 2.0;
    double between = 0;
    for (double average : ranks.average()) {
      between += sets * (average - middle) * (average - middle);
    }
    double all = 0;
    for (double[] line : ranks.ranks()) {
      for (double rank : line) {
        all += (rank - middle) * (rank - middle);
      }
    }
    if (all == 0) {
      return new NotTestable("all models are tied on all data sets");
    }
    double chiSquared = sets * (models - 1) * between / all;
    double chiSquaredP = Gamma.regularizedGammaQ((models - 1) / 2.0, chiSquared / 2);
    double rest = sets * (models - 1) - chiSquared;
    if (rest <= 1e-9 * chiSquared) {
      return new Tested(chiSquared, chiSquaredP, Double.POSITIVE_INFINITY, 0);
    }
    double f = (sets - 1) * chiSquared / rest;
    // the upper tail of F itself, so that small p values keep their digits
    double numerator = models - 1.0;
    double denominator = numerator * (sets - 1);
    double p =
        Beta.regularizedBeta(
            denominator / (denominator + numerator * f), denominator / 2, numerator / 2);
    return new Tested(chiSquared, chiSquaredP, f, p);
  }
}
