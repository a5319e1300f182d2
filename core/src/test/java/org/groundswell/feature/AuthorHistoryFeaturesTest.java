package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AuthorHistoryFeaturesTest {
  static final List<Duration> DELAYS = PostsAtRandom.DELAYS;

  private final AuthorHistoryFeatures history = new AuthorHistoryFeatures(PostsAtRandom.TARGETS);

  @ParameterizedTest
  @FieldSource("DELAYS")
  void compute_randomPosts_isWhatTheDefinitionSays(Duration delay) {
    for (int seed = 1; seed <= 5; seed++) {
      // given
      List<Post> posts = PostsAtRandom.posts(250, new Random(seed));

      // when
      Frame frame = PostsAtRandom.frame(posts, delay, history);

      // then
      for (int row = 0; row < frame.rows(); row++) {
        Map<String, Double> expected = byDefinition(posts, posts.get(row), delay);
        assertThat(expected.keySet())
            .containsExactlyInAnyOrderElementsOf(
                history.columns().stream().map(Column::name).toList());
        for (int c = 0; c < history.columns().size(); c++) {
          String name = history.columns().get(c).name();
          assertThat((double) frame.known(row, c))
              .as("%s of %s, delay %s, seed %d", name, frame.id(row), delay, seed)
              .satisfies(value -> assertSame(value, expected.get(name)));
        }
      }
    }
  }

  private static void assertSame(double value, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(value).isNaN();
    } else {
      assertThat(value).isCloseTo(expected, Offset.offset(1e-5));
    }
  }

  /** Every column straight from its definition, over all posts in time order. */
  private static Map<String, Double> byDefinition(List<Post> posts, Post of, Duration delay) {
    Instant now = of.createdAt();
    List<Post> earlier =
        posts.stream()
            .filter(post -> post.author().equals(of.author()) && post.createdAt().isBefore(now))
            .toList();
    List<Post> visible =
        earlier.stream().filter(post -> !post.createdAt().plus(delay).isAfter(now)).toList();
    List<Post> same = visible.stream().filter(post -> post.reply() == of.reply()).toList();
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, ToDoubleFunction<Post>> targets =
        Map.of("likes", Post::likes, "shares", Post::shares, "comments", Post::comments);
    targets.forEach(
        (target, count) -> {
          putLevels(values, target, "", visible, count);
          putLevels(values, target, "_same", same, count);
        });
    values.put("visible_rows", (double) visible.size());
    values.put("visible_rows_same", (double) same.size());
    values.put("log_hours_since_post", logHours(earlier, now));
    values.put("log_hours_since_visible", logHours(visible, now));
    Instant dayAgo = now.minus(Duration.ofHours(24));
    values.put(
        "posts_24h",
        (double) earlier.stream().filter(post -> !post.createdAt().isBefore(dayAgo)).count());
    return values;
  }

  private static void putLevels(
      Map<String, Double> values,
      String target,
      String suffix,
      List<Post> posts,
      ToDoubleFunction<Post> count) {
    double[] all =
        posts.stream()
            .mapToDouble(count)
            .filter(value -> !Double.isNaN(value))
            .map(value -> Math.log(1 + value))
            .toArray();
    double[] of50 = newest(50, all);
    values.put(target + "_last" + suffix, all.length == 0 ? Double.NaN : all[all.length - 1]);
    values.put(target + "_median_5" + suffix, percentile(newest(5, all), 50));
    values.put(target + "_median_20" + suffix, percentile(newest(20, all), 50));
    values.put(target + "_median_50" + suffix, percentile(of50, 50));
    values.put(target + "_mean_50" + suffix, Arrays.stream(of50).average().orElse(Double.NaN));
    values.put(target + "_spread_50" + suffix, percentile(of50, 75) - percentile(of50, 25));
    values.put(target + "_trend" + suffix, percentile(newest(5, all), 50) - percentile(of50, 50));
  }

  private static double[] newest(int count, double[] values) {
    return Arrays.copyOfRange(values, Math.max(0, values.length - count), values.length);
  }

  private static double percentile(double[] values, double percent) {
    return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, percent);
  }

  private static double logHours(List<Post> posts, Instant now) {
    return posts.isEmpty()
        ? Double.NaN
        : Math.log(
            1 + Duration.between(posts.get(posts.size() - 1).createdAt(), now).toMillis() / 3.6e6);
  }

  @ParameterizedTest
  @FieldSource("DELAYS")
  void compute_whatIsUnknownChanged_keepsEveryBit(Duration delay) {
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      List<Post> posts = PostsAtRandom.posts(150, random);
      Frame frame = PostsAtRandom.frame(posts, delay, history);
      for (int row = 0; row < posts.size(); row += 7) {
        // given other counts of what is not visible to the row, its own included, another future
        // and another present
        List<Post> changed = Unknown.changed(posts, posts.get(row), delay, random);

        // when
        Frame again = PostsAtRandom.frame(changed, delay, history);

        // then
        int now = PostsAtRandom.row(again, posts.get(row));
        for (int c = 0; c < history.columns().size(); c++) {
          assertThat(Float.floatToRawIntBits(again.known(now, c)))
              .as("%s of %s", history.columns().get(c).name(), frame.id(row))
              .isEqualTo(Float.floatToRawIntBits(frame.known(row, c)));
        }
      }
    }
  }

  @Test
  void compute_firstPost_isMissingOrZero() {
    List<Post> posts = PostsAtRandom.posts(1, new Random(1));

    Frame frame = PostsAtRandom.frame(posts, Duration.ZERO, history);

    for (int c = 0; c < history.columns().size(); c++) {
      if (history.columns().get(c).nullable()) {
        assertThat(frame.known(0, c)).isNaN();
      } else {
        assertThat(frame.known(0, c)).isZero();
      }
    }
  }

  @Test
  void compute_targetTheFrameLacks_isRefused() {
    Frame frame = PostsAtRandom.frame(PostsAtRandom.posts(3, new Random(1)), Duration.ZERO);

    assertThatThrownBy(() -> new AuthorHistoryFeatures(List.of("views")).compute(frame))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no target 'views'");
  }
}
