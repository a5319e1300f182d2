package org.groundswell.post;

import java.time.Instant;
import java.util.Objects;

/**
 * A post as a reader gives it. The text is untrusted.
 *
 * @param likes {@code NaN} where unknown, like shares and comments
 * @param repost whether it only passes on somebody's post
 * @param reply whether it answers somebody's post
 * @param media what it carries besides its text
 */
public record Post(
    String id,
    String author,
    Instant createdAt,
    String text,
    double likes,
    double shares,
    double comments,
    boolean repost,
    boolean reply,
    Media media) {

  public Post {
    Objects.requireNonNull(media, "media");
    if (id.isEmpty() || author.isEmpty()) {
      throw new IllegalArgumentException("a post needs an id and an author");
    }
    if (likes < 0 || shares < 0 || comments < 0) {
      throw new IllegalArgumentException("post '" + id + "' has a negative count");
    }
  }

  /** A post of whose media nothing is known. */
  public Post(
      String id,
      String author,
      Instant createdAt,
      String text,
      double likes,
      double shares,
      double comments,
      boolean repost,
      boolean reply) {
    this(id, author, createdAt, text, likes, shares, comments, repost, reply, Media.UNKNOWN);
  }
}
