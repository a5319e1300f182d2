package org.groundswell.data;

import java.time.Instant;

/**
 * What the generated sample looks like.
 *
 * @param posts how many
 * @param authors how many; the last one has a single post
 * @param seed of all that is drawn; the same configuration gives the same bytes
 * @param start the first day, of {@value SampleGenerator#DAYS}
 */
public record SampleConfig(int posts, int authors, long seed, Instant start) {

  public SampleConfig {
    if (authors < 2 || authors > SampleGenerator.NAMES.size()) {
      throw new IllegalArgumentException(
          "%d authors; it can be 2 to %d".formatted(authors, SampleGenerator.NAMES.size()));
    }
    if (posts < 10 * authors) {
      throw new IllegalArgumentException(
          "%d posts are too few for %d authors; take %d or more"
              .formatted(posts, authors, 10 * authors));
    }
  }

  /** 3,000 posts of 8 authors from 2024 on. */
  public static SampleConfig defaults() {
    return new SampleConfig(3000, 8, 1, Instant.parse("2024-01-01T00:00:00Z"));
  }

  /** The same sample with another number of posts. */
  public SampleConfig withPosts(int number) {
    return new SampleConfig(number, authors, seed, start);
  }
}
