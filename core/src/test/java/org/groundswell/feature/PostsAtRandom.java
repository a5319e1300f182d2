package org.groundswell.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.groundswell.frame.Frame;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;

/**
 * Small sets of posts that hold what as-of columns get wrong: many posts at one instant, gaps as
 * long as the windows and the label delay or a millisecond more, missing counts, and authors of one
 * post.
 */
final class PostsAtRandom {
  static final Instant START = Instant.parse("2020-02-27T00:00:00Z");
  static final List<String> TARGETS = List.of("likes", "shares", "comments");
  static final List<Duration> DELAYS =
      List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(31));

  private static final List<Duration> GAPS =
      List.of(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMillis(1),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(24));

  private PostsAtRandom() {}

  /** Posts in time order. */
  static List<Post> posts(int size, Random random) {
    List<Post> posts = new ArrayList<>();
    Instant at = START;
    for (int k = 0; k < size; k++) {
      at = at.plus(GAPS.get(random.nextInt(GAPS.size())));
      String author =
          random.nextInt(20) == 0
              ? "once " + k
              : List.of("a", "a", "a", "b").get(random.nextInt(4));
      posts.add(post("post " + k, author, at, random));
    }
    return posts;
  }

  static Post post(String id, String author, Instant at, Random random) {
    return new Post(
        id,
        author,
        at,
        "text " + random.nextInt(1000),
        count(random),
        count(random),
        count(random),
        false,
        random.nextInt(3) == 0);
  }

  private static double count(Random random) {
    return random.nextInt(6) == 0 ? Double.NaN : Math.floor(Math.exp(random.nextGaussian() * 3));
  }

  /** The same post with other counts. */
  static Post withOtherCounts(Post post, Random random) {
    return new Post(
        post.id(),
        post.author(),
        post.createdAt(),
        post.text(),
        count(random),
        count(random),
        count(random),
        post.repost(),
        post.reply());
  }

  static Frame frame(List<Post> posts, Duration delay, AsOfFeatures... asOf) {
    return new PostFrameBuilder(List.of(), List.of(asOf), TARGETS, delay)
        .add(new PostChunk(posts))
        .build();
  }

  /** The row of a post. */
  static int row(Frame frame, Post post) {
    for (int row = 0; row < frame.rows(); row++) {
      if (frame.id(row).equals(post.id())) {
        return row;
      }
    }
    throw new AssertionError("no row of " + post.id());
  }
}
