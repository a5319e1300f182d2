package org.groundswell.experiments.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.AuditConfig;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.OutsideEntry;
import org.groundswell.frame.Frame;
import org.groundswell.model.FitFailedException;

/**
 * Searches a run for leaks: before anything is fitted what can be told from rows, columns and
 * texts, afterwards what only fits can tell. Each check works on its own terms, not by the code it
 * checks.
 *
 * <p>Nothing before the fits reads an outcome from the last cut on: what needs fits of its own is
 * done on the last fold's training and validation rows; of a long frame on a {@link Share} of it.
 */
public final class LeakageAudit {
  private final ExperimentConfig config;
  private final Ingredients made;
  private final Frame frame;
  private final List<Fold> folds;
  private final Trial trial;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<RepeatedTexts> repeated = Optional.empty();
  private final List<Leakage.Share> taken = new ArrayList<>();
  private Optional<Share> share = Optional.empty();

  /**
   * @param frame of the ingredients, as models see it
   */
  public LeakageAudit(ExperimentConfig config, Ingredients made, Frame frame, List<Fold> folds) {
    this.config = config;
    this.made = made;
    this.frame = frame;
    this.folds = List.copyOf(folds);
    this.trial = new Trial(config.inputs(), config.target(), config.training());
  }

  private boolean full() {
    return config.audit().mode() == AuditConfig.Mode.FULL;
  }

  private Fold last() {
    return folds.get(folds.size() - 1);
  }

  /** What can be told before anything is fitted. */
  public Leakage before() {
    Duration gap = config.folds().gap();
    for (FoldAudit.Check check : FoldAudit.of(frame, folds, gap).checks()) {
      findings.add(
          Finding.of(
              FoldAudit.NAME, check.fold(), check.check(), check.passed(), check.evidence()));
    }
    // folds that overlap make the other checks meaningless
    if (full() && findings.stream().allMatch(Finding::passed)) {
      attempt(
          SingleColumns.NAME,
          () -> new SingleColumns(made, frame, last(), config.audit().allow()).findings());
      attemptOnShare(
          ShuffledTargets.NAME,
          this::aboutValidation,
          of -> new ShuffledTargets(of.made(), of.fold(), trial).findings());
      attemptOnShare(
          Canary.NAME,
          this::aboutValidation,
          of -> new Canary(of.frame(), of.fold(), trial).findings());
      made.prints()
          .ifPresent(
              prints -> {
                repeated = Optional.of(RepeatedTexts.of(prints, frame, folds));
                findings.add(repeated.get().finding(frame));
              });
    }
    return leakage(List.of(), List.of());
  }

  /** The rows of the frame whose text repeats one fitted on. */
  public BitSet repeatedRows() {
    return repeated.map(texts -> (BitSet) texts.repeated().clone()).orElseGet(BitSet::new);
  }

  /**
   * What only fits can tell, beside what was found before.
   *
   * @param cells the names of all finished cells
   * @param fits what their models were given
   * @param without metrics with and without the rows that repeat a text
   */
  public Leakage after(Set<String> cells, List<FitRecord> fits, List<Leakage.Without> without) {
    Duration maturing = frame.labelDelay().plus(config.folds().gap());
    findings.addAll(new FittedRows(folds, maturing).findings(fits));
    Set<String> unwatched = new TreeSet<>(cells);
    fits.stream()
        .filter(fit -> fit.rows().isPresent())
        .map(FitRecord::cell)
        .forEach(unwatched::remove);
    findings.add(
        Finding.of(
            FittedRows.NAME,
            0,
            "every fit was watched",
            unwatched.isEmpty(),
            "%d cells, %d of them without a note of what they were fitted on%s"
                .formatted(
                    cells.size(),
                    unwatched.size(),
                    unwatched.isEmpty() ? "" : ": " + String.join(", ", unwatched))));
    for (OutsideEntry outside : config.outside()) {
      findings.add(
          Finding.skipped(
              FittedRows.NAME,
              0,
              "what %s was fitted on and chosen by".formatted(outside.name()),
              "its forecasts were made by another program, which nobody here can watch"));
    }
    List<Sensitivity> sensitivity = new ArrayList<>();
    if (full()) {
      attemptOnShare(
          Sensitivity.NAME,
          () -> Share.aboutCut(made, frame, last(), config.audit().rows()),
          of -> {
            sensitivity.addAll(
                Sensitivity.of(
                    of.made(),
                    of.fold(),
                    trial,
                    config.primaryMetric(),
                    config.folds().gap(),
                    config.data().format() != DataConfig.Format.HOURLY));
            return tooLong(sensitivity);
          });
    }
    return leakage(sensitivity, without);
  }

  /** The delays under which nothing matures in time. */
  private List<Finding> tooLong(List<Sensitivity> lines) {
    boolean hourly = config.data().format() == DataConfig.Format.HOURLY;
    return Sensitivity.DELAYS.stream()
        .filter(delay -> !hourly && lines.stream().noneMatch(of -> of.labelDelay().equals(delay)))
        .map(
            delay ->
                Finding.skipped(
                    Sensitivity.NAME,
                    last().number(),
                    "results under a label delay of " + delay,
                    "no training or no validation row matures in time"))
        .toList();
  }

  private Share aboutValidation() {
    if (share.isEmpty()) {
      share = Optional.of(Share.aboutValidation(made, frame, last(), config.audit().rows()));
    }
    return share.get();
  }

  /** Of a long frame a share is enough, and said to be one. */
  private void attemptOnShare(
      String name, Supplier<Share> share, Function<Share, List<Finding>> check) {
    attempt(
        name,
        () -> {
          Share made = share.get();
          List<Finding> found = check.apply(made);
          made.taken().ifPresent(taken::add);
          String on = made.taken().map(LeakageAudit::on).orElse("");
          return found.stream()
              .map(
                  each ->
                      new Finding(
                          each.audit(),
                          each.fold(),
                          each.check(),
                          each.verdict(),
                          each.evidence() + on))
              .toList();
        });
  }

  private static String on(Leakage.Share taken) {
    return String.format(
        Locale.ROOT, "; made on %,d of %,d rows (audit.rows)", taken.rows(), taken.of());
  }

  /** What can't be fitted here, be it for want of a native library, can't be checked. */
  private void attempt(String name, Supplier<List<Finding>> check) {
    try {
      findings.addAll(check.get());
    } catch (FitFailedException | IllegalArgumentException | IllegalStateException e) {
      findings.add(Finding.skipped(name, last().number(), name, String.valueOf(e.getMessage())));
    }
  }

  private Leakage leakage(List<Sensitivity> sensitivity, List<Leakage.Without> without) {
    List<Finding> sorted =
        findings.stream().sorted(Comparator.comparing(Finding::verdict)).toList();
    return new Leakage(
        findings.stream().allMatch(Finding::passed),
        config.audit().mode().name().toLowerCase(Locale.ROOT),
        sorted,
        taken.stream().reduce(Leakage.Share::with),
        List.copyOf(sensitivity),
        repeated.map(rows -> new Leakage.Repeated(rows, List.copyOf(without))));
  }
}
