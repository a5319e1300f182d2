package org.groundswell.experiments.report;

import java.util.Optional;
import org.groundswell.statistics.Interval;

/**
 * One entry against another on the same rows. The loss is one of which less is better, so a
 * negative difference speaks for {@code one}.
 *
 * @param mean loss of {@code one} − loss of {@code other}
 * @param difference the same with its interval; empty if there is none
 * @param winRate the share of rows on which {@code one} is nearer, ties counting half
 * @param p of the test of equal losses, for this pair alone; 1 if it was not tested
 * @param holm the same adjusted over the family
 * @param family that it is adjusted over, such as {@code all 10 pairs}
 * @param confirmatory whether one of both was chosen before its test rows were looked at
 * @param untested why there is no test, empty if there is one
 */
record Contrast(
    String one,
    String other,
    double mean,
    Optional<Interval> difference,
    Optional<Interval> winRate,
    double p,
    double holm,
    String family,
    boolean confirmatory,
    String untested) {

  /** Below this adjusted p value a difference is called significant. */
  static final double LEVEL = 0.05;

  /** The same seen from the other side. */
  Contrast reversed() {
    return new Contrast(
        other,
        one,
        -mean,
        difference.map(interval -> mirrored(interval, 0)),
        winRate.map(interval -> mirrored(interval, 1)),
        p,
        holm,
        family,
        confirmatory,
        untested);
  }

  private static Interval mirrored(Interval interval, double sum) {
    return new Interval(
        sum - interval.estimate(),
        sum - interval.high(),
        sum - interval.low(),
        interval.standardError(),
        interval.level(),
        interval.runLength(),
        interval.authors());
  }

  boolean tested() {
    return untested.isEmpty();
  }

  boolean significant() {
    return tested() && holm < LEVEL;
  }

  boolean better() {
    return significant() && mean < 0;
  }

  boolean worse() {
    return significant() && mean > 0;
  }

  /** Time bears the difference out, and among other authors it might vanish. */
  boolean hangsOnAuthors() {
    return significant() && difference.filter(interval -> interval.contains(0)).isPresent();
  }

  /** What the test says of {@code one}. */
  String word() {
    if (!tested()) {
      return "not testable";
    }
    return better()
        ? "significantly better"
        : worse() ? "significantly worse" : "no significant difference";
  }

  /** On what the word rests. */
  String evidence() {
    return tested() ? "Holm " + Figures.p(holm) : untested;
  }

  /** Word, evidence and interval, for a sentence. */
  String words() {
    if (!tested()) {
      return "%s: %s".formatted(word(), untested);
    }
    return "%s (%s)".formatted(word(), measured());
  }

  /** Evidence and interval, for a sentence. */
  String measured() {
    // otherwise the interval, which is for one pair, would seem to contradict the word
    String alone =
        tested() && !significant() && p < LEVEL ? ", for this pair alone " + Figures.p(p) : "";
    String between =
        difference
            .map(i -> ", difference between " + Figures.differences(i.low(), i.high(), " and "))
            .orElse("");
    String authors = hangsOnAuthors() ? ", other authors might differ" : "";
    return evidence() + alone + between + authors;
  }
}
