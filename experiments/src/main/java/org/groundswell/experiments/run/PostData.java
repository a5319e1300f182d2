package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.data.DataException;
import org.groundswell.data.PostFilter;
import org.groundswell.data.PostReader;
import org.groundswell.data.ReadSummary;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.feature.CommunityFeatures;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.PostFrameBuilder;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/** The frame of a file of posts, and an account of what became of each of its rows. */
public record PostData(Frame frame, Summary summary) {

  /**
   * Where posts come from and what is made of them.
   *
   * @param generated whether the file was made by the sample generator
   * @param context a second file of posts around the authors
   */
  public record Source(
      Path file,
      boolean generated,
      Optional<Path> context,
      PostFilter filter,
      List<String> targets,
      List<String> features,
      Duration labelDelay,
      Duration contextDelay) {}

  /**
   * What stands in {@code data.json}: rowsIn = read + quarantined and read = filtered + rows.
   *
   * @param notMatured rows whose label had not matured when the collection ended
   * @param snapshot whether counts are as of one collection, so that the label delay is an
   *     assumption
   * @param features column names by feature group
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Summary(
      String file,
      String sha256,
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
      Context context) {}

  /** A target over all rows, in original units. */
  public record Target(long missing, long zeros, double median, double mean, double max) {}

  /** The second file. */
  public record Context(
      String file, String sha256, long rowsIn, long read, long quarantined, Duration labelDelay) {}

  /**
   * Reads posts and makes their features.
   *
   * @param folder where the quarantine files go
   * @param now when the run began; posts of a later time are quarantined
   */
  public static PostData load(Source source, Path folder, Instant now) throws IOException {
    List<String> groups = new ArrayList<>(source.features());
    Context context = null;
    FeatureGroups features;
    if (source.context().isPresent()) {
      Path file = source.context().get();
      PostFrameBuilder posts =
          new PostFrameBuilder(
              List.of(), List.of(), List.of("likes", "comments"), source.contextDelay());
      ReadSummary read =
          PostReader.read(file, folder.resolve("quarantine-context.csv"), now, posts::add);
      context =
          new Context(
              file.getFileName().toString(),
              Sha256.of(file),
              read.rowsIn(),
              read.read(),
              read.quarantined(),
              source.contextDelay());
      features = FeatureGroups.named(groups, source.targets(), posts.build());
    } else {
      groups.remove(CommunityFeatures.GROUP);
      features = FeatureGroups.named(groups, source.targets());
    }
    PostFrameBuilder posts =
        new PostFrameBuilder(
            features.ofPost(), features.asOf(), source.targets(), source.labelDelay());
    // rows that the filter holds back say as well how long the collection went on
    Instant[] newest = {Instant.MIN};
    PostFilter.Filtered filtered = source.filter().before(posts::add);
    ReadSummary read =
        PostReader.read(
            source.file(),
            folder.resolve("quarantine.csv"),
            now,
            chunk -> {
              chunk.posts().stream()
                  .map(post -> post.createdAt())
                  .filter(created -> created.isAfter(newest[0]))
                  .forEach(created -> newest[0] = created);
              filtered.accept(chunk);
            });
    if (filtered.kept() == 0) {
      throw new DataException(
          "%s: data.replies %s and data.reposts %s hold back all %d posts. Change one of them."
              .formatted(
                  source.file(),
                  lowerCase(source.filter().replies()),
                  lowerCase(source.filter().reposts()),
                  read.read()));
    }
    Frame frame = posts.collectedUntil(newest[0]).build();
    return new PostData(frame, summary(source, frame, read, filtered, context));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Summary summary(
      Source source, Frame frame, ReadSummary read, PostFilter.Filtered filtered, Context context)
      throws IOException {
    int notMatured = 0;
    for (int row = 0; row < frame.rows(); row++) {
      notMatured += frame.matured(row) ? 0 : 1;
    }
    Map<String, Target> targets = new LinkedHashMap<>();
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      targets.put(frame.schema().targets().get(t), target(frame, t));
    }
    Map<String, List<String>> features = new LinkedHashMap<>();
    for (Column column : frame.schema().known()) {
      features.computeIfAbsent(column.group(), group -> new ArrayList<>()).add(column.name());
    }
    return new Summary(
        source.file().getFileName().toString(),
        Sha256.of(source.file()),
        source.generated(),
        read.rowsIn(),
        read.read(),
        read.quarantined(),
        read.reasons(),
        read.notes(),
        read.ignoredColumns(),
        filtered.heldBackByReplies() + filtered.heldBackByReposts(),
        frame.rows(),
        notMatured,
        frame.groups().size(),
        frame.instant(0),
        frame.instant(frame.rows() - 1),
        source.labelDelay(),
        true,
        targets,
        features,
        context);
  }

  private static Target target(Frame frame, int target) {
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
