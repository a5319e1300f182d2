package org.groundswell.experiments.report;

import java.util.List;
import java.util.Map;

/**
 * What the run knew about its data, {@code data.json}. Counts are rows: {@code rowsIn = read +
 * quarantined} and {@code read = filtered + rows}.
 *
 * @param format what the file holds: {@code hourly}, {@code table}, otherwise posts
 * @param context a second file of posts around the authors, empty if there is none
 * @param generated whether the rows were made by a generator
 * @param notMatured rows whose label was not yet knowable at the end of the collection
 * @param snapshot whether counts are those of the collection's end
 */
record DataSummary(
    String format,
    String file,
    String sha256,
    Context context,
    boolean generated,
    long rowsIn,
    long read,
    long quarantined,
    Map<String, Long> quarantineReasons,
    long filtered,
    long rows,
    long notMatured,
    long groups,
    String first,
    String last,
    String labelDelay,
    boolean snapshot,
    Map<String, Target> targets,
    Map<String, List<String>> features) {

  /** A target's spread over the rows that have it, in original units. */
  record Target(long missing, long zeros, double median, double mean, double max) {}

  /** The second file. */
  record Context(String file, String sha256) {
    static final Context NONE = new Context("", "");

    Context {
      file = file == null ? "" : file;
      sha256 = sha256 == null ? "" : sha256;
    }
  }

  DataSummary {
    format = format == null ? "" : format;
    context = context == null ? Context.NONE : context;
    file = file == null ? "" : file;
    sha256 = sha256 == null ? "" : sha256;
    first = first == null ? "" : first;
    last = last == null ? "" : last;
    labelDelay = labelDelay == null ? "" : labelDelay;
    quarantineReasons = quarantineReasons == null ? Map.of() : quarantineReasons;
    targets = targets == null ? Map.of() : targets;
    features = features == null ? Map.of() : features;
  }

  Words words() {
    return Words.of(format);
  }

  boolean addsUp() {
    return rowsIn == read + quarantined
        && read == filtered + rows
        && (quarantineReasons.isEmpty()
            || quarantineReasons.values().stream().mapToLong(Long::longValue).sum() == quarantined);
  }
}
