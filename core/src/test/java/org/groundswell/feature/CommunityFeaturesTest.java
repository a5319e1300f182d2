package org.groundswell.feature;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.groundswell.post.PostChunk;
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
      // given a community that posts while the authors do, at the same instants and at others, and
      // is no longer collected when they go on
      List<Post> context = PostsAtRandom.posts(150, new Random(seed));
      List<Post> posts = PostsAtRandom.posts(250, new Random(seed + 100));
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
          long posts = earlier.stream().filter(post -> !post.createdAt().isBefore(from)).count();
          values.put("community_posts_" + name, collected(context, from, now) ? posts : NaN);
          if (!name.equals("1h")) {
            boolean collected = collected(context, from.minus(delay), now.minus(delay));
            List<Post> known =
                earlier.stream()
                    .filter(post -> !post.createdAt().plus(delay).isBefore(from))
                    .filter(post -> !post.createdAt().plus(delay).isAfter(now))
                    .filter(post -> !post.createdAt().plus(delay).isAfter(end(context)))
                    .toList();
            values.put("community_likes_" + name, collected ? mean(known, Post::likes) : NaN);
            values.put("community_comments_" + name, collected ? mean(known, Post::comments) : NaN);
          }
        });
    return values;
  }

  private static Instant end(List<Post> context) {
    return context.get(context.size() - 1).createdAt();
  }

  private static boolean collected(List<Post> context, Instant from, Instant until) {
    return !from.isBefore(context.get(0).createdAt()) && !until.isAfter(end(context));
  }

  private static double mean(List<Post> posts, ToDoubleFunction<Post> count) {
    return posts.stream()
        .mapToDouble(count)
        .filter(value -> !Double.isNaN(value))
        .map(value -> Math.log(1 + value))
        .average()
        .orElse(NaN);
  }

  @ParameterizedTest
  @FieldSource("DELAYS")
  void compute_whatIsUnknownChanged_keepsEveryBit(Duration delay) {
    Random random = new Random(7);
    List<Post> context = PostsAtRandom.posts(150, random);
    // when a collection ends follows from no post of it
    Instant end = end(context).plus(Duration.ofHours(2));
    Frame before = collectedUntil(end, context, delay);
    for (int k = 0; k < context.size(); k += 5) {
      // given a post of an author at the instant of one of the community
      Post seenFrom = context.get(k);
      List<Post> one =
          List.of(PostsAtRandom.post("seen from", "author", seenFrom.createdAt(), random));
      List<Post> changed = new ArrayList<>(Unknown.changed(context, seenFrom, delay, random));

      // when
      CommunityFeatures is = new CommunityFeatures(before);
      CommunityFeatures would = new CommunityFeatures(collectedUntil(end, changed, delay));

      // then
      Frame frame = PostsAtRandom.frame(one, Duration.ZERO);
      assertThat(would.compute(frame))
          .as("seen from %s", seenFrom.id())
          .isEqualTo(is.compute(frame));
    }
  }

  private static Frame collectedUntil(Instant end, List<Post> posts, Duration delay) {
    return new PostFrameBuilder(List.of(), List.of(), PostsAtRandom.TARGETS, delay)
        .add(new PostChunk(posts))
        .collectedUntil(end)
        .build();
  }

  @Test
  void compute_atTheEndsOfTheCollection_isMissingWhereTheWindowLeavesIt() {
    // given a post an hour for ten days, the last ones collected before their likes had come in
    Duration delay = Duration.ofHours(24);
    Instant end = PostsAtRandom.START.plus(Duration.ofDays(10));
    List<Post> context = new ArrayList<>();
    for (int k = 0; k <= 240; k++) {
      Instant at = PostsAtRandom.START.plus(Duration.ofHours(k));
      context.add(new Post("c" + k, "r/cats", at, "", k <= 216 ? 9 : 0, 0, NaN, false, false));
    }
    CommunityFeatures community = new CommunityFeatures(PostsAtRandom.frame(context, delay));
    float mean = (float) Math.log(10);
    float none = Float.NaN;

    // then, of posts in 1 h, 24 h, 7 d and likes in 24 h, 7 d
    assertThat(seen(community, PostsAtRandom.START)).containsExactly(none, none, none, none, none);
    Instant day = PostsAtRandom.START.plus(Duration.ofDays(1));
    assertThat(seen(community, day.minusMillis(1))).containsExactly(1, none, none, none, none);
    assertThat(seen(community, day)).containsExactly(1, 24, none, none, none);
    assertThat(seen(community, day.plus(delay))).containsExactly(1, 24, none, mean, none);
    assertThat(seen(community, end)).containsExactly(1, 24, 168, mean, mean);
    assertThat(seen(community, end.plusMillis(1))).containsExactly(none, none, none, mean, mean);
    assertThat(seen(community, end.plus(delay))).containsExactly(none, none, none, mean, mean);
    assertThat(seen(community, end.plus(delay).plusMillis(1)))
        .containsExactly(none, none, none, none, none);
  }

  /** Posts and likes, without the comments, as an author sees them who posts at an instant. */
  private static float[] seen(CommunityFeatures community, Instant now) {
    Post post = PostsAtRandom.post("1", "author", now, new Random(1));
    return Arrays.copyOf(community.compute(PostsAtRandom.frame(List.of(post), Duration.ZERO)), 5);
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

  /** A mood and a vector of two, made of a post's text. */
  private static final class Content implements PostFeatures {
    @Override
    public List<Column> columns() {
      return List.of(
          Column.numeric("mood", "sentiment"),
          Column.numeric("v_0", CommunityFeatures.VECTOR_GROUP),
          Column.numeric("v_1", CommunityFeatures.VECTOR_GROUP));
    }

    @Override
    public void write(Post post, float[] into, int at) {
      int number = post.text().hashCode();
      into[at] = (float) Math.sin(number);
      into[at + 1] = (float) Math.cos(number * 0.7);
      into[at + 2] = (float) Math.sin(number * 0.7);
    }
  }

  private static Frame withContent(List<Post> posts, Duration delay, Instant until) {
    return new PostFrameBuilder(List.of(new Content()), List.of(), PostsAtRandom.TARGETS, delay)
        .add(new PostChunk(posts))
        .collectedUntil(until)
        .build();
  }

  @Test
  void compute_communityWithContent_isItsMeanMoodAndHowNearARowIsToIt() {
    for (int seed = 1; seed <= 5; seed++) {
      // given
      List<Post> context = PostsAtRandom.posts(150, new Random(seed));
      List<Post> posts = PostsAtRandom.posts(200, new Random(seed + 100));
      CommunityFeatures community =
          new CommunityFeatures(withContent(context, Duration.ofHours(24), end(context)));
      Frame rows = withContent(posts, Duration.ZERO, end(posts));
      Content content = new Content();

      // when
      float[] values = community.compute(rows);

      // then, in the last five columns
      List<String> names = community.columns().stream().map(Column::name).toList();
      assertThat(names.subList(names.size() - 5, names.size()))
          .containsExactly(
              "community_mood_1h",
              "community_mood_24h",
              "community_mood_7d",
              "community_similarity_24h",
              "community_similarity_7d");
      for (int row = 0; row < rows.rows(); row++) {
        Instant now = rows.instant(row);
        float[] own = {rows.known(row, 0), rows.known(row, 1), rows.known(row, 2)};
        for (String window : WINDOWS.keySet()) {
          Instant from = now.minus(WINDOWS.get(window));
          double mood = 0;
          double x = 0;
          double y = 0;
          int count = 0;
          for (Post post : context) {
            if (post.createdAt().isBefore(now) && !post.createdAt().isBefore(from)) {
              float[] of = new float[3];
              content.write(post, of, 0);
              mood += of[0];
              x += of[1];
              y += of[2];
              count++;
            }
          }
          boolean seen = count > 0 && collected(context, from, now);
          String what = "%s of row %d, seed %d".formatted(window, row, seed);
          assertNear(what, at(values, names, row, "mood_" + window), seen ? mood / count : NaN);
          if (!window.equals("1h")) {
            double cosine =
                (own[1] * x + own[2] * y) / (Math.hypot(own[1], own[2]) * Math.hypot(x, y));
            assertNear(what, at(values, names, row, "similarity_" + window), seen ? cosine : NaN);
          }
        }
      }
    }
  }

  private static float at(float[] values, List<String> names, int row, String name) {
    return values[row * names.size() + names.indexOf("community_" + name)];
  }

  private static void assertNear(String what, float value, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(value).as(what).isNaN();
    } else {
      assertThat((double) value).as(what).isCloseTo(expected, Offset.offset(1e-5));
    }
  }

  @Test
  void compute_laterPostOfTheCommunityChanged_keepsEveryBitOfContent() {
    Random random = new Random(3);
    List<Post> context = PostsAtRandom.posts(150, random);
    List<Post> posts = PostsAtRandom.posts(100, random);
    Instant end = end(context);
    Frame rows = withContent(posts, Duration.ZERO, end(posts));
    float[] is = new CommunityFeatures(withContent(context, Duration.ZERO, end)).compute(rows);
    int columns = is.length / rows.rows();
    for (int k = 0; k < context.size(); k += 10) {
      // given other texts from an instant on
      Instant from = context.get(k).createdAt();
      List<Post> changed = new ArrayList<>();
      for (Post post : context) {
        changed.add(
            post.createdAt().isBefore(from)
                ? post
                : PostsAtRandom.post(post.id(), post.author(), post.createdAt(), random));
      }

      // when
      float[] would = new CommunityFeatures(withContent(changed, Duration.ZERO, end)).compute(rows);

      // then
      for (int row = 0; row < rows.rows() && !rows.instant(row).isAfter(from); row++) {
        for (int c = columns - 5; c < columns; c++) {
          assertThat(Float.floatToIntBits(would[row * columns + c]))
              .isEqualTo(Float.floatToIntBits(is[row * columns + c]));
        }
      }
    }
  }
}
