package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.data.ReadSummary;
import org.groundswell.experiments.audit.Ingredients;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * The frame of a run, and an account of what became of each row of its files.
 *
 * @param testFrom where the test period begins, if files say so
 * @param made what the frame was made of, for the audit
 */
record FrameData(Frame frame, Summary summary, Optional<Instant> testFrom, Ingredients made) {

  /**
   * What stands in {@code data.json}: rowsIn = read + quarantined and read = filtered + rows.
   *
   * @param format what the files hold; none for posts
   * @param sha256 of the file; of several files that of a line {@code SHA-256, two spaces, name,
   *     line feed} each, in their order
   * @param files each of several files, whose rows add up as well
   * @param notMatured rows whose label had not matured when the collection ended
   * @param snapshot whether counts are as of one collection, so that the label delay is an
   *     assumption
   * @param features column names by feature group
   * @param observed columns that are known with the targets and not forecast, if there are any
   * @param categories the values that codes of categories stand for, by column
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Summary(
      String format,
      String file,
      String sha256,
      List<FilePart> files,
      boolean generated,
      long rowsIn,
      long read,
      long quarantined,
      Map<String, Long> quarantineReasons,
      Map<String, Long> notes,
      List<String> ignoredColumns,
      long filtered,
      int rows,
      int notMatured,
      int groups,
      Instant first,
      Instant last,
      Duration labelDelay,
      boolean snapshot,
      Map<String, Target> targets,
      Map<String, List<String>> features,
      List<String> observed,
      Map<String, List<String>> categories,
      Context context) {

    /** What has a history of its own, in the plural. */
    String groupsAre() {
      return format == null ? "authors" : format.equals("hourly") ? "series" : "groups";
    }

    /**
     * The account of a frame.
     *
     * @param filtered rows that were read and held back
     * @param categories none for posts
     * @param context none where there is no second file
     */
    static Summary of(
        Frame frame,
        Origin origin,
        ReadSummary read,
        long filtered,
        Map<String, List<String>> categories,
        Context context) {
      int notMatured = 0;
      for (int row = 0; row < frame.rows(); row++) {
        notMatured += frame.matured(row) ? 0 : 1;
      }
      Map<String, Target> targets = new LinkedHashMap<>();
      for (int t = 0; t < frame.schema().targets().size(); t++) {
        targets.put(frame.schema().targets().get(t), Target.of(frame, t));
      }
      Map<String, List<String>> features = new LinkedHashMap<>();
      for (Column column : frame.schema().known()) {
        features.computeIfAbsent(column.group(), group -> new ArrayList<>()).add(column.name());
      }
      List<String> observed = frame.schema().observed().stream().map(Column::name).toList();
      return new Summary(
          origin.format(),
          origin.file(),
          origin.sha256(),
          origin.files(),
          origin.generated(),
          read.rowsIn(),
          read.read(),
          read.quarantined(),
          read.reasons(),
          read.notes(),
          read.ignoredColumns(),
          filtered,
          frame.rows(),
          notMatured,
          frame.groups().size(),
          frame.instant(0),
          frame.instant(frame.rows() - 1),
          frame.labelDelay(),
          origin.snapshot(),
          targets,
          features,
          observed.isEmpty() ? null : observed,
          categories,
          context);
    }
  }

  /** What the rows were read from; see {@link Summary}. */
  record Origin(
      String format,
      String file,
      String sha256,
      boolean generated,
      boolean snapshot,
      List<FilePart> files) {}

  /**
   * One of several files.
   *
   * @param test whether it is of the test period
   */
  public record FilePart(
      String file,
      String sha256,
      boolean test,
      long rowsIn,
      long read,
      long quarantined,
      Map<String, Long> notes,
      Instant first,
      Instant last) {}

  /** A target over all rows, in original units. */
  public record Target(long missing, long zeros, double median, double mean, double max) {
    static Target of(Frame frame, int target) {
      double[] values = new double[frame.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = frame.observed(row, target);
      }
      double[] present = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
      long zeros = Arrays.stream(present).filter(value -> value == 0).count();
      if (present.length == 0) {
        return new Target(values.length, 0, 0, 0, 0);
      }
      return new Target(
          values.length - present.length,
          zeros,
          StatUtils.percentile(present, 50),
          StatUtils.mean(present),
          StatUtils.max(present));
    }
  }

  /** The second file. */
  public record Context(
      String file, String sha256, long rowsIn, long read, long quarantined, Duration labelDelay) {}
}
