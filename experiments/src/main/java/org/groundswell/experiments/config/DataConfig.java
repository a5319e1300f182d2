package org.groundswell.experiments.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.groundswell.data.PostFilter;
import org.groundswell.feature.PostFrameBuilder;

/**
 * Which rows are forecast, and when their targets count as known.
 *
 * @param format what the files hold
 * @param file {@value #GENERATED}, or files relative to the working directory; of posts one, of
 *     other formats one or several, or folders of them
 * @param testFile {@value #NONE}, or files of the test period, which the only fold is cut at
 * @param table which column is what; of meaning to tables alone
 * @param generatedPosts how many posts the generated sample has; of no meaning to a file
 * @param generatedHours how many hours each series of the generated hourly sample has
 * @param context {@value #NONE}, or a file of what others posted
 * @param note what readers of the report must know of the file, empty for nothing
 * @param contextNote the same of the context file
 * @param labelDelay how long after a row's instant its targets are taken to be known
 * @param contextDelay the same of the context file
 * @param targets what is to be forecast, the first being the one models are ranked by
 * @param replies whether replies are forecast; of posts
 * @param reposts whether reposts are forecast; of posts
 */
public record DataConfig(
    Format format,
    @JsonFormat(with = JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED) List<String> file,
    @JsonFormat(with = JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED) List<String> testFile,
    TableConfig table,
    int generatedPosts,
    int generatedHours,
    String context,
    String note,
    String contextNote,
    Duration labelDelay,
    Duration contextDelay,
    List<String> targets,
    PostFilter.Replies replies,
    PostFilter.Reposts reposts) {

  /** What a file holds. */
  public enum Format {
    /** Posts in the canonical layout or that of Reddit. */
    POSTS,
    /** Counts by hour, a file a series. */
    HOURLY,
    /** Rows whose columns are mapped. */
    TABLE;

    /** The name in configurations and run folders. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String GENERATED = "generated";
  static final String NONE = "none";

  public DataConfig {
    file = List.copyOf(file);
    testFile = List.copyOf(testFile);
    targets = List.copyOf(targets);
    if (file.isEmpty()
        || testFile.isEmpty()
        || context.isBlank()
        || file.stream().anyMatch(String::isBlank)
        || testFile.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "file '%s', testFile '%s' or context '%s' is blank; say '%s', '%s' and '%s', or a path"
              .formatted(text(file), text(testFile), context, GENERATED, NONE, NONE));
    }
    if (generatedPosts < 100) {
      throw new IllegalArgumentException(
          "generatedPosts %d is too few for folds; take at least 100".formatted(generatedPosts));
    }
    if (generatedHours < 500) {
      throw new IllegalArgumentException(
          "generatedHours %d is too few for folds; take at least 500".formatted(generatedHours));
    }
    if (labelDelay.isNegative() || contextDelay.isNegative()) {
      throw new IllegalArgumentException(
          "labelDelay %s and contextDelay %s must not be negative"
              .formatted(labelDelay, contextDelay));
    }
    if (targets.isEmpty()
        || targets.stream().anyMatch(String::isBlank)
        || new HashSet<>(targets).size() < targets.size()) {
      throw new IllegalArgumentException(
          "targets %s must be one or more different names".formatted(targets));
    }
    switch (format) {
      case POSTS -> checkPosts(file, testFile, targets);
      case HOURLY -> checkHourly(targets);
      case TABLE -> checkTable(file, table, targets, labelDelay);
    }
    if (format != Format.POSTS && !context.equals(NONE)) {
      throw new IllegalArgumentException(
          "context '%s' is a file of posts around posts; data of format %s have none. Set context to %s."
              .formatted(context, format.key(), NONE));
    }
    if (file.equals(List.of(GENERATED)) && !testFile.equals(List.of(NONE))) {
      throw new IllegalArgumentException(
          "testFile '%s' belongs to a file; a generated sample has its test period within"
              .formatted(text(testFile)));
    }
  }

  private static void checkPosts(List<String> file, List<String> testFile, List<String> targets) {
    if (file.size() > 1 || !testFile.equals(List.of(NONE))) {
      throw new IllegalArgumentException(
          "posts are read from one file, not from %s, and their test period is given by folds.cuts, not by testFile %s. Put the files together, or map their columns: format table."
              .formatted(file, testFile));
    }
    for (String target : targets) {
      if (!PostFrameBuilder.TARGETS.contains(target)) {
        throw new IllegalArgumentException(
            "a post has no target '%s'%s; there are %s"
                .formatted(
                    target,
                    NearMisses.hint(target, PostFrameBuilder.TARGETS),
                    PostFrameBuilder.TARGETS));
      }
    }
  }

  private static void checkHourly(List<String> targets) {
    if (targets.size() > 1) {
      throw new IllegalArgumentException(
          "an hourly series has one target, not %s; such as targets: [mentions]"
              .formatted(targets));
    }
  }

  private static void checkTable(
      List<String> file, TableConfig table, List<String> targets, Duration labelDelay) {
    if (file.contains(GENERATED)) {
      throw new IllegalArgumentException(
          "no table is generated; name the file of yours, relative to the working directory");
    }
    table.mapping(targets, labelDelay);
  }

  private static String text(List<String> paths) {
    return String.join(", ", paths);
  }

  /** Whether the rows are made by a generator. */
  public boolean generated() {
    return file.equals(List.of(GENERATED));
  }

  /** How messages call the files. */
  public String files() {
    return text(file);
  }

  /** Files and folders of the rows before the test period, none where they are generated. */
  public List<Path> paths() {
    return generated() ? List.of() : file.stream().map(Path::of).toList();
  }

  /** Files and folders of the test period, none where it is part of {@link #paths}. */
  public List<Path> testPaths() {
    return testFile.equals(List.of(NONE)) ? List.of() : testFile.stream().map(Path::of).toList();
  }

  /** The file of posts; empty where the sample is generated, or of another format. */
  public Optional<Path> posts() {
    return format == Format.POSTS ? paths().stream().findFirst() : Optional.empty();
  }

  /** Which posts of the file are forecast. */
  public PostFilter filter() {
    return new PostFilter(replies, reposts);
  }

  /** The file of what others posted. */
  public Optional<Path> contextFile() {
    return context.equals(NONE) ? Optional.empty() : Optional.of(Path.of(context));
  }
}
