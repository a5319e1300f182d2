package org.groundswell.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.groundswell.post.Post;

/** Another world that looks the same from a post's instant. */
final class Unknown {
  private Unknown() {}

  /**
   * The posts in time order with whatever is unknown at a post's instant changed: counts not
   * visible to it; and all posts from this instant on but itself, which go, or come anew.
   */
  static List<Post> changed(List<Post> posts, Post seenFrom, Duration delay, Random random) {
    Instant now = seenFrom.createdAt();
    List<Post> changed = new ArrayList<>();
    List<Post> fromNow = new ArrayList<>();
    for (Post post : posts) {
      boolean earlier = post.createdAt().isBefore(now);
      boolean visible = earlier && !post.createdAt().plus(delay).isAfter(now);
      if (visible) {
        changed.add(post);
      } else if (earlier || post.id().equals(seenFrom.id())) {
        (earlier ? changed : fromNow).add(PostsAtRandom.withOtherCounts(post, random));
      } else if (random.nextBoolean()) {
        String author = List.of("a", "b", seenFrom.author(), "new").get(random.nextInt(4));
        Instant at = now.plus(Duration.ofMinutes(30L * random.nextInt(3)));
        fromNow.add(PostsAtRandom.post(post.id(), author, at, random));
      }
    }
    changed.addAll(fromNow);
    return changed;
  }
}
