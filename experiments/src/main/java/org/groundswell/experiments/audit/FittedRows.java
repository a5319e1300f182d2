package org.groundswell.experiments.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.RowSpan;

/**
 * Whether everything that was fitted was fitted on rows that had matured in time: by the instants
 * of the rows that scalers and models were in fact given, and those at which a fold is cut.
 *
 * @param maturing label delay and gap
 */
record FittedRows(List<Fold> folds, Duration maturing) {
  static final String NAME = "fitted rows";
  private static final int NAMED = 3;

  List<Finding> findings(List<FitRecord> fits) {
    List<Finding> findings = new ArrayList<>();
    for (Fold fold : folds) {
      List<FitRecord> of = fits.stream().filter(fit -> fit.fold() == fold.number()).toList();
      Instant v = fold.validationStart();
      Instant c = fold.cut();
      List<FitRecord> choosing = phase(of, FitRecord.SELECT);
      List<FitRecord> last = of.stream().filter(fit -> !choosing.contains(fit)).toList();
      before(fold, "scalers that chose know nothing from validation on", choosing, this::scaler, v)
          .ifPresent(findings::add);
      before(
              fold,
              "models that chose know nothing from validation on",
              choosing,
              FitRecord::rows,
              v)
          .ifPresent(findings::add);
      before(fold, "rows that choose had matured at the cut", choosing, FitRecord::validation, c)
          .ifPresent(findings::add);
      before(fold, "scalers of models that forecast had matured at the cut", last, this::scaler, c)
          .ifPresent(findings::add);
      before(fold, "rows of models that forecast had matured at the cut", last, FitRecord::rows, c)
          .ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<RowSpan> scaler(FitRecord fit) {
    return Optional.of(fit.scaler());
  }

  private static List<FitRecord> phase(List<FitRecord> fits, String phase) {
    return fits.stream().filter(fit -> fit.phase().equals(phase)).toList();
  }

  private Optional<Finding> before(
      Fold fold,
      String check,
      List<FitRecord> fits,
      Function<FitRecord, Optional<RowSpan>> of,
      Instant by) {
    List<FitRecord> with = fits.stream().filter(fit -> of.apply(fit).isPresent()).toList();
    if (with.isEmpty()) {
      return Optional.empty();
    }
    List<String> late = new ArrayList<>();
    Set<RowSpan> spans = new LinkedHashSet<>();
    Instant newest = Instant.MIN;
    for (FitRecord fit : with) {
      RowSpan span = of.apply(fit).get();
      spans.add(span);
      newest = span.newest().isAfter(newest) ? span.newest() : newest;
      // that labels have matured does not say that rows are older where there is no label delay
      if (span.newest().plus(maturing).isAfter(by) || !span.newest().isBefore(by)) {
        late.add(fit.cell());
      }
    }
    String rows =
        spans.stream()
            .map(span -> span.rows() + " rows " + span.hash())
            .limit(NAMED)
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    String evidence =
        "newest row %s + %s %s %s in %d fits; %s%s"
            .formatted(
                newest,
                maturing,
                late.isEmpty() ? "≤" : "not ≤",
                by,
                with.size(),
                rows,
                spans.size() > NAMED ? " …" : "");
    String who =
        late.isEmpty()
            ? ""
            : "; late: "
                + String.join(", ", late.subList(0, Math.min(NAMED, late.size())))
                + (late.size() > NAMED ? " and %d more".formatted(late.size() - NAMED) : "");
    return Optional.of(Finding.of(NAME, fold.number(), check, late.isEmpty(), evidence + who));
  }
}
