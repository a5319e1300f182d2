package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;

class AuthorFeaturesTest {
  @Test
  void compute_withoutLaterPosts_givesTheSameCodes() {
    // given authors of which some appear late
    List<Post> posts = PostsAtRandom.posts(200, new Random(5));
    AuthorFeatures author = new AuthorFeatures();
    float[] codes = author.compute(PostsAtRandom.frame(posts, Duration.ZERO));

    // when
    float[] before = author.compute(PostsAtRandom.frame(posts.subList(0, 90), Duration.ZERO));

    // then
    assertThat(before).isEqualTo(Arrays.copyOf(codes, 90));
    assertThat(codes).contains(0, 1, 2);
  }
}
