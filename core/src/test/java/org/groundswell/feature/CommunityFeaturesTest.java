package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CommunityFeaturesTest {
  static final List<Duration> DELAYS = PostsAtRandom.DELAYS;
  private static final Map<String, Duration> WINDOWS =
      Map.of("1h", Duration.ofHours(1), "24h", Duration.ofHours(24), "7d", Duration.ofDays(7));

  @ParameterizedTest
  @FieldSource("DELAYS")
  void compute_randomPosts_isWhatTheDefinitionSays(Duration delay) {
    for (int seed = 1; seed <= 5; seed++) {
      // given a community that posts while the authors do, at the same instants and at others
      List<Post> context = PostsAtRandom.posts(200, new Random(seed));
      List<Post> posts = PostsAtRandom.posts(200, new Random(seed + 100));
      CommunityFeatures community = new CommunityFeatures(PostsAtRandom.frame(context, delay));

      // when
      Frame frame = PostsAtRandom.frame(posts, Duration.ofHours(3), community);

      // then
      for (int row = 0; row < frame.rows(); row++) {
        Map<String, Double> expected = byDefinition(context, frame.instant(row), delay);
        assertThat(expected.keySet())
            .containsExactlyInAnyOrderElementsOf(
                community.columns().stream().map(Column::name).toList());
        for (int c = 0; c < community.columns().size(); c++) {
          String name = community.columns().get(c).name();
          double value = frame.known(row, c);
          String what = "%s of row %d, delay %s, seed %d".formatted(name, row, delay, seed);
          if (Double.isNaN(expected.get(name))) {
            assertThat(value).as(what).isNaN();
          } else {
            assertThat(value).as(what).isCloseTo(expected.get(name), Offset.offset(1e-5));
          }
        }
      }
    }
  }

  private static Map<String, Double> byDefinition(List<Post> context, Instant now, Duration delay) {
    List<Post> earlier = context.stream().filter(post -> post.createdAt().isBefore(now)).toList();
    Map<String, Double> values = new LinkedHashMap<>();
    WINDOWS.forEach(
        (name, window) -> {
          Instant from = now.minus(window);
          values.put(
              "community_posts_" + name,
              (double) earlier.stream().filter(post -> !post.createdAt().isBefore(from)).count());
          if (!name.equals("1h")) {
            values.put("community_likes_" + name, mean(earlier, from, now, delay, Post::likes));
            values.put(
                "community_comments_" + name, mean(earlier, from, now, delay, Post::comments));
          }
        });
    return values;
  }

  private static double mean(
      List<Post> earlier, Instant from, Instant now, Duration delay, ToDoubleFunction<Post> count) {
    return earlier.stream()
        .filter(post -> !post.createdAt().plus(delay).isBefore(from))
        .filter(post -> !post.createdAt().plus(delay).isAfter(now))
        .mapToDouble(count)
        .filter(value -> !Double.isNaN(value))
        .map(value -> Math.log(1 + value))
        .average()
        .orElse(Double.NaN);
  }

  @ParameterizedTest
  @FieldSource("DELAYS")
  void compute_whatIsUnknownChanged_keepsEveryBit(Duration delay) {
    Random random = new Random(7);
    List<Post> context = PostsAtRandom.posts(150, random);
    Frame before = PostsAtRandom.frame(context, delay);
    for (int k = 0; k < context.size(); k += 5) {
      // given a post of an author at the instant of one of the community
      Post seenFrom = context.get(k);
      List<Post> one =
          List.of(PostsAtRandom.post("seen from", "author", seenFrom.createdAt(), random));
      List<Post> changed = new ArrayList<>(Unknown.changed(context, seenFrom, delay, random));

      // when
      CommunityFeatures is = new CommunityFeatures(before);
      CommunityFeatures would = new CommunityFeatures(PostsAtRandom.frame(changed, delay));

      // then
      Frame frame = PostsAtRandom.frame(one, Duration.ZERO);
      assertThat(would.compute(frame))
          .as("seen from %s", seenFrom.id())
          .isEqualTo(is.compute(frame));
    }
  }

  @Test
  void columns_contextWithoutComments_areOfItsFirstTarget() {
    Frame context =
        Frame.builder(new Schema(List.of(), List.of("score", "awards")), Duration.ZERO)
            .add("1", "r/cats", PostsAtRandom.START, 0, new float[0], new double[] {3, 1})
            .build();

    assertThat(new CommunityFeatures(context).columns())
        .extracting(Column::name)
        .containsExactly(
            "community_posts_1h",
            "community_posts_24h",
            "community_posts_7d",
            "community_score_24h",
            "community_score_7d");
  }
}
