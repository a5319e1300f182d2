package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.MetricIntervals;
import org.groundswell.evaluate.Scored;
import org.groundswell.statistics.DieboldMariano.Tested;

/**
 * How often tests and intervals at 5 % find a difference where there is none, as the tables of
 * docs/method.md: {@code mvn -pl core test-compile exec:java -Dexec.skip=false
 * -Dexec.mainClass=org.groundswell.statistics.FalsePositives -Dexec.classpathScope=test}.
 */
public final class FalsePositives {
  private static final Duration DAY = Duration.ofDays(1);

  private FalsePositives() {}

  /** Prints all tables; the argument is the number of repetitions, 1,000 if there is none. */
  public static void main(String[] arguments) {
    int repetitions = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
    System.out.println("| differences | n | uncorrected | no lags | truncated, HLN | cosines |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (String process :
        new String[] {"AR 0", "AR 0.3", "AR 0.6", "overlap 1", "overlap 3", "overlap 7"}) {
      for (int n : new int[] {50, 200, 1000}) {
        Rates rates = ofSeries(process, n, repetitions);
        line(process, n, rates.uncorrected, rates.noLags, rates.truncated, rates.cosines);
      }
    }
    for (int delay : new int[] {1, 3}) {
      for (int n : new int[] {50, 200, 1000}) {
        Rates rates = ofPosts(n, delay, repetitions);
        line(
            "posts, delay %d d".formatted(delay),
            n,
            rates.uncorrected,
            rates.noLags,
            rates.truncated,
            rates.cosines);
      }
    }
    System.out.println();
    System.out.println(
        "| panel | days | authors | rows as if independent | difference | skill | win rate |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    for (Shape shape : Shape.values()) {
      for (int days : new int[] {50, 200, 1000}) {
        for (int authors : new int[] {1, 10, 40, 200}) {
          if (authors > 1 || shape.ofAuthor == 0) {
            double[] rates = ofPanels(shape, days, authors, repetitions / 2);
            System.out.println(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s | %s | %s |",
                    shape.text,
                    days,
                    authors,
                    percent(rates[0]),
                    percent(rates[1]),
                    percent(rates[2]),
                    percent(rates[3])));
          }
        }
      }
    }
    System.out.println();
    System.out.println(
        "| panel | days | authors | ρ | rows as if independent | Spearman | R² | RMSE |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (Shape shape : Shape.values()) {
      for (int days : new int[] {50, 200}) {
        for (double correlation : new double[] {0.3, 0.9}) {
          int authors = shape.ofAuthor == 0 ? 1 : 40;
          double[] rates = ofCorrelations(shape, days, authors, correlation, repetitions);
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %d | %.2f | %s | %s | %s | %s |",
                  shape.text,
                  days,
                  authors,
                  spearman(correlation),
                  percent(rates[0]),
                  percent(rates[1]),
                  percent(rates[2]),
                  percent(rates[3])));
        }
      }
    }
    System.out.println();
    System.out.println("| errors of authors | 10 | 20 | 40 | 200 |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (Authors authors : Authors.values()) {
      StringBuilder line = new StringBuilder("| %s |".formatted(authors.text));
      for (int count : new int[] {10, 20, 40, 200}) {
        line.append(' ').append(percent(ofGini(authors, count, repetitions))).append(" |");
      }
      System.out.println(line);
    }
  }

  /** How mean errors of authors are distributed, and their Gini coefficient. */
  enum Authors {
    EVEN("uniform from 0.5 to 1.5", 1 / 6.0),
    NARROW("lognormal, 0.3", Erf.erf(0.3 / 2)),
    GAMMA("gamma, 2", 0.375),
    WIDE("lognormal, 0.8", Erf.erf(0.8 / 2));

    private final String text;
    private final double gini;

    Authors(String text, double gini) {
      this.text = text;
      this.gini = gini;
    }

    private double draw(Random random) {
      return switch (this) {
        case EVEN -> 0.5 + random.nextDouble();
        case NARROW -> Math.exp(0.3 * random.nextGaussian());
        case GAMMA -> -Math.log((1 - random.nextDouble()) * (1 - random.nextDouble()));
        case WIDE -> Math.exp(0.8 * random.nextGaussian());
      };
    }
  }

  /** Share of repetitions whose interval at 95 % misses the coefficient of all authors. */
  static double ofGini(Authors authors, int count, int repetitions) {
    Random random = new Random(count + 31L * authors.text.hashCode());
    int missed = 0;
    for (int k = 0; k < repetitions; k++) {
      double[] errors = new double[count];
      for (int author = 0; author < count; author++) {
        errors[author] = authors.draw(random);
      }
      missed += Gini.interval(errors, 0.95).orElseThrow().contains(authors.gini) ? 0 : 1;
    }
    return (double) missed / repetitions;
  }

  private static void line(String process, int n, double... rates) {
    StringBuilder line = new StringBuilder("| %s | %d |".formatted(process, n));
    for (double rate : rates) {
      line.append(' ').append(percent(rate)).append(" |");
    }
    System.out.println(line);
  }

  private static String percent(double rate) {
    return Double.isNaN(rate) ? "–" : String.format(Locale.ROOT, "%.1f", 100 * rate);
  }

  /** Shares of repetitions with p below 5 %; not a number where nothing was testable. */
  record Rates(double uncorrected, double noLags, double truncated, double cosines) {}

  /** Of a regular series, by its name. */
  static Rates ofSeries(String process, int n, int repetitions) {
    Simulated simulated = new Simulated(n + 31L * process.hashCode());
    String[] words = process.split(" ", -1);
    boolean overlap = words[0].equals("overlap");
    int lags = overlap ? Integer.parseInt(words[1]) : 0;
    Count count = new Count();
    for (int k = 0; k < repetitions; k++) {
      double[] differences =
          overlap
              ? simulated.overlapping(n, lags)
              : simulated.autoregressive(n, Double.parseDouble(words[1]));
      count.add(
          DieboldMariano.test(differences, lags, LongRunVariance.TRUNCATED),
          DieboldMariano.test(differences, 0, LongRunVariance.TRUNCATED),
          DieboldMariano.test(differences, lags, LongRunVariance.COSINES));
    }
    return count.rates();
  }

  /** Of posts at any instant, by days. */
  static Rates ofPosts(int days, int delayDays, int repetitions) {
    Simulated simulated = new Simulated(days * 7L + delayDays);
    Duration delay = Duration.ofDays(delayDays);
    Count count = new Count();
    for (int k = 0; k < repetitions; k++) {
      Simulated.Panel posts = simulated.posts(days, 5, delayDays);
      double[] differences = posts.losses().differences();
      count.add(
          DieboldMariano.test(posts.days(), differences, delay, LongRunVariance.TRUNCATED),
          DieboldMariano.test(posts.days(), differences, Duration.ZERO, LongRunVariance.TRUNCATED),
          DieboldMariano.test(posts.days(), differences, delay, LongRunVariance.COSINES));
    }
    return count.rates();
  }

  private static final class Count {
    private final NormalDistribution normal = new NormalDistribution(null, 0, 1);
    private int repetitions;
    private int tested;
    private int uncorrected;
    private int noLags;
    private int truncated;
    private int cosines;

    void add(DieboldMariano withLags, DieboldMariano without, DieboldMariano byCosines) {
      repetitions++;
      noLags += without.pValue() < 0.05 ? 1 : 0;
      truncated += withLags.pValue() < 0.05 ? 1 : 0;
      cosines += byCosines.pValue() < 0.05 ? 1 : 0;
      if (withLags instanceof Tested test) {
        tested++;
        uncorrected += uncorrectedP(test) < 0.05 ? 1 : 0;
      }
    }

    /** As Diebold and Mariano had it: no factor for small samples, the normal distribution. */
    private double uncorrectedP(Tested test) {
      if (test.variance() == LongRunVariance.COSINES) {
        return test.pValue();
      }
      double n = test.blocks();
      double h = test.lags() + 1;
      double factor = Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
      return 2 * normal.cumulativeProbability(-Math.abs(test.statistic() / factor));
    }

    Rates rates() {
      double n = repetitions;
      return tested == 0
          ? new Rates(Double.NaN, noLags / n, Double.NaN, Double.NaN)
          : new Rates(uncorrected / n, noLags / n, truncated / n, cosines / n);
    }
  }

  /** What adds chance to a panel. */
  enum Shape {
    ROWS("rows alone", true, 0, 0),
    DAYS("days, AR 0.6", true, 0, 0.3),
    AUTHORS("authors", true, 0.3, 0),
    BOTH("days and authors", true, 0.3, 0.3),
    UNEQUAL("days and authors, busiest 1/k", false, 0.3, 0.3);

    private final String text;
    private final boolean equal;
    private final double ofAuthor;
    private final double ofDay;

    Shape(String text, boolean equal, double ofAuthor, double ofDay) {
      this.text = text;
      this.equal = equal;
      this.ofAuthor = ofAuthor;
      this.ofDay = ofDay;
    }
  }

  /** How often the true value is missed: rows as if independent, difference, skill, win rate. */
  static double[] ofPanels(Shape shape, int days, int authors, int repetitions) {
    Simulated simulated = new Simulated(days * 1009L + authors * 31L + shape.text.hashCode());
    double[] missed = new double[4];
    for (int k = 0; k < repetitions; k++) {
      Simulated.Panel panel =
          simulated.panel(days, 10, authors, shape.equal, shape.ofAuthor, shape.ofDay);
      BlockSums sums =
          BlockSums.of(
              panel.days(),
              panel.authors(),
              panel.losses().first(),
              panel.losses().second(),
              panel.losses().wins());
      BlockBootstrap bootstrap = new BlockBootstrap(1000, k, 0.95);
      missed[0] += zOfRows(panel.losses().differences()) > 1.96 ? 1 : 0;
      missed[1] += misses(bootstrap.interval(sums, DAY, Statistic.difference(0, 1)), 0);
      missed[2] += misses(bootstrap.interval(sums, DAY, Statistic.skill(0, 1)), 0);
      missed[3] += misses(bootstrap.interval(sums, DAY, Statistic.mean(2)), 0.5);
    }
    for (int k = 0; k < missed.length; k++) {
      missed[k] /= repetitions;
    }
    return missed;
  }

  /** Spearman's of two normals with this correlation (Kruskal 1958). */
  private static double spearman(double correlation) {
    return 6 / Math.PI * Math.asin(correlation / 2);
  }

  /**
   * How often the true value is missed where all of log(1 + y) and of its forecast is normal and
   * correlated: by Fisher's z of rows as if independent, by the intervals of Spearman, of log1p R²
   * and of log1p RMSE.
   */
  static double[] ofCorrelations(
      Shape shape, int days, int authors, double correlation, int repetitions) {
    Simulated simulated = new Simulated(days * 1009L + authors * 31L + shape.text.hashCode() + 5);
    double variance =
        0.25
            + shape.ofAuthor * shape.ofAuthor
            + 0.8 * 0.8 * shape.ofDay * shape.ofDay / (1 - 0.6 * 0.6);
    double[] missed = new double[4];
    for (int k = 0; k < repetitions; k++) {
      Simulated.Panel panel =
          simulated.panel(days, 10, authors, shape.equal, shape.ofAuthor, shape.ofDay);
      Scored scored = scored(panel, correlation);
      MetricIntervals intervals = new MetricIntervals(scored, DAY);
      Interval ranks = intervals.of(Metric.SPEARMAN, List.of(scored)).orElseThrow();
      double z = atanh(ranks.estimate()) - atanh(spearman(correlation));
      double ofRows =
          Math.sqrt((1 + ranks.estimate() * ranks.estimate() / 2) / (scored.size() - 3.0));
      missed[0] += Math.abs(z) > 1.96 * ofRows ? 1 : 0;
      missed[1] += misses(Optional.of(ranks), spearman(correlation));
      missed[2] +=
          misses(intervals.of(Metric.LOG1P_R2, List.of(scored)), correlation * correlation);
      missed[3] +=
          misses(
              intervals.of(Metric.LOG1P_RMSE, List.of(scored)),
              Math.sqrt(variance * (1 - correlation * correlation)));
    }
    for (int k = 0; k < missed.length; k++) {
      missed[k] /= repetitions;
    }
    return missed;
  }

  /** The best linear forecast of log(1 + y), which is as correlated with it as wanted. */
  private static Scored scored(Simulated.Panel panel, double correlation) {
    int rows = panel.authors().length;
    double[] actual = new double[rows];
    double[] forecast = new double[rows];
    for (int row = 0; row < rows; row++) {
      double level = Math.log(panel.losses().first()[row]);
      double other = Math.log(panel.losses().second()[row]);
      double known =
          correlation * (correlation * level + Math.sqrt(1 - correlation * correlation) * other);
      // far above zero, where counts are not negative
      actual[row] = Math.expm1(10 + level);
      forecast[row] = Math.expm1(10 + known);
    }
    double[] naive = new double[rows];
    Arrays.fill(naive, 1);
    long[] millis = IntStream.range(0, rows).mapToLong(row -> row / 10 * DAY.toMillis()).toArray();
    return new Scored(
        panel.authors(), millis, actual, forecast, new double[0][], new double[0], naive);
  }

  private static double atanh(double value) {
    return 0.5 * Math.log((1 + value) / (1 - value));
  }

  private static double zOfRows(double[] differences) {
    double sum = 0;
    double squares = 0;
    for (double difference : differences) {
      sum += difference;
      squares += difference * difference;
    }
    return Math.abs(sum) / Math.sqrt(squares);
  }

  private static int misses(Optional<Interval> interval, double value) {
    return interval.orElseThrow().contains(value) ? 0 : 1;
  }
}
