package org.groundswell.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;

/**
 * Makes a frame of posts, chunk by chunk: a row a post, its author the group, 1 the stratum of a
 * reply. A post's text is let go once its features are made.
 */
public final class PostFrameBuilder {
  /** The targets a post can have, in the order of {@link Post}. */
  public static final List<String> TARGETS = List.of("likes", "shares", "comments");

  private final List<PostFeatures> ofPost;

  /** Where the columns of each extractor begin in a row. */
  private final int[] starts;

  private final List<AsOfFeatures> asOf;
  private final List<ToDoubleFunction<Post>> counts;
  private final Frame.Builder rows;

  private final int width;

  /** The rows being made: as many as the largest chunk had posts. */
  private float[][] known = new float[0][];

  /**
   * @param ofPost extractors whose columns come first
   * @param asOf extractors whose columns follow
   * @param targets some of {@link #TARGETS}, the first being the one that counts most
   * @param labelDelay how long after a post its counts are taken to be known
   * @throws IllegalArgumentException if a target is unknown or a column comes twice
   */
  public PostFrameBuilder(
      List<PostFeatures> ofPost,
      List<AsOfFeatures> asOf,
      List<String> targets,
      Duration labelDelay) {
    this.ofPost = List.copyOf(ofPost);
    this.asOf = List.copyOf(asOf);
    counts = targets.stream().map(PostFrameBuilder::count).toList();
    List<Column> columns = new ArrayList<>();
    starts = new int[ofPost.size()];
    for (int k = 0; k < starts.length; k++) {
      starts[k] = columns.size();
      columns.addAll(ofPost.get(k).columns());
    }
    width = columns.size();
    rows = Frame.builder(new Schema(columns, targets), labelDelay);
    asOf.forEach(features -> columns.addAll(features.columns()));
    // a column that comes twice is refused here, before a file is read
    new Schema(columns, targets);
  }

  private static ToDoubleFunction<Post> count(String target) {
    return switch (target) {
      case "likes" -> Post::likes;
      case "shares" -> Post::shares;
      case "comments" -> Post::comments;
      default ->
          throw new IllegalArgumentException(
              "no target '" + target + "' of a post; there are " + TARGETS);
    };
  }

  /**
   * Adds posts, in any order.
   *
   * @throws IllegalArgumentException if an extractor leaves a value missing that may not be
   */
  public PostFrameBuilder add(PostChunk chunk) {
    List<Post> posts = chunk.posts();
    if (known.length < posts.size()) {
      known = new float[posts.size()][width];
    }
    for (int p = 0; p < posts.size(); p++) {
      // what an extractor forgets to write must not be another post's value
      Arrays.fill(known[p], Float.NaN);
    }
    for (int k = 0; k < starts.length; k++) {
      ofPost.get(k).write(posts, known, starts[k]);
    }
    for (int p = 0; p < posts.size(); p++) {
      Post post = posts.get(p);
      double[] targets = new double[counts.size()];
      for (int t = 0; t < targets.length; t++) {
        targets[t] = counts.get(t).applyAsDouble(post);
      }
      rows.add(post.id(), post.author(), post.createdAt(), post.reply() ? 1 : 0, known[p], targets);
    }
    return this;
  }

  /** Sets the end of the collection; without it, it is the newest post's instant. */
  public PostFrameBuilder collectedUntil(Instant instant) {
    rows.collectedUntil(instant);
    return this;
  }

  /**
   * The frame of all posts so far.
   *
   * @throws IllegalArgumentException if there is no post, or an extractor leaves a value missing
   *     that may not be
   */
  public Frame build() {
    return AsOfFeatures.addTo(rows.build(), asOf);
  }
}
