package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.groundswell.data.PostFilter;
import org.groundswell.feature.PostFrameBuilder;

/**
 * Which posts are forecast, and when their counts count as known.
 *
 * @param file {@value #GENERATED}, or a file of posts, relative to the working directory
 * @param generatedPosts how many posts the generated sample has; of no meaning to a file
 * @param context {@value #NONE}, or a file of what others posted
 * @param labelDelay how long after a post its counts are taken to be known
 * @param contextDelay the same of the context file
 * @param targets the counts to be forecast, the first being the one models are ranked by
 * @param replies whether replies are forecast
 * @param reposts whether reposts are forecast
 */
public record DataConfig(
    String file,
    int generatedPosts,
    String context,
    Duration labelDelay,
    Duration contextDelay,
    List<String> targets,
    PostFilter.Replies replies,
    PostFilter.Reposts reposts) {
  static final String GENERATED = "generated";
  static final String NONE = "none";

  public DataConfig {
    targets = List.copyOf(targets);
    if (file.isBlank() || context.isBlank()) {
      throw new IllegalArgumentException(
          "file '%s' or context '%s' is blank; say '%s' and '%s', or a path"
              .formatted(file, context, GENERATED, NONE));
    }
    if (generatedPosts < 100) {
      throw new IllegalArgumentException(
          "generatedPosts %d is too few for folds; take at least 100".formatted(generatedPosts));
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

  /** The file of posts; empty where the sample is generated. */
  public Optional<Path> posts() {
    return file.equals(GENERATED) ? Optional.empty() : Optional.of(Path.of(file));
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
