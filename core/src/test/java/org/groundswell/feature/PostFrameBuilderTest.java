package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;
import org.junit.jupiter.api.Test;

class PostFrameBuilderTest {
  private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");
  private static final Post FIRST = new Post("1", "ann", NOON, "Hi!", 5, 1, 2, false, false);
  private static final Post SECOND =
      new Post("2", "bob", NOON.plusSeconds(60), "Oh?", 7, Double.NaN, 3, false, true);

  @Test
  void build_chunksInAnyOrder_isAFrameOfRowsInTimeOrder() {
    // given
    FeatureGroups groups =
        FeatureGroups.named(
            List.of("text", "calendar", "kind", "author", "history"), List.of("comments"));

    // when
    Frame frame =
        new PostFrameBuilder(
                groups.ofPost(), groups.asOf(), List.of("comments", "shares"), Duration.ofHours(1))
            .add(new PostChunk(List.of(SECOND)))
            .add(new PostChunk(List.of(FIRST)))
            .collectedUntil(NOON.plusSeconds(3630))
            .build();

    // then
    assertThat(frame.rows()).isEqualTo(2);
    assertThat(List.of(frame.id(0), frame.id(1))).containsExactly("1", "2");
    assertThat(frame.groups()).containsExactly("ann", "bob");
    assertThat(List.of(frame.stratum(0), frame.stratum(1))).containsExactly(0, 1);
    assertThat(frame.schema().targets()).containsExactly("comments", "shares");
    assertThat(frame.observed(0, 0)).isEqualTo(2);
    assertThat(frame.observed(1, 1)).isNaN();
    assertThat(List.of(frame.matured(0), frame.matured(1))).containsExactly(true, false);
    assertThat(known(frame, 0, "exclamation_marks")).isEqualTo(1);
    assertThat(known(frame, 1, "exclamation_marks")).isZero();
    assertThat(known(frame, 0, "hour")).isEqualTo(12);
    assertThat(List.of(known(frame, 0, "reply"), known(frame, 1, "reply"))).containsExactly(0f, 1f);
    assertThat(List.of(known(frame, 0, "author"), known(frame, 1, "author")))
        .containsExactly(0f, 1f);
    assertThat(frame.schema().known().stream().map(Column::group).distinct())
        .containsExactly("text", "calendar", "kind", "author", "history");
  }

  @Test
  void build_manyChunks_isTheFrameOfOne() {
    List<Post> posts = PostsAtRandom.posts(120, new Random(3));
    FeatureGroups groups =
        FeatureGroups.named(
            FeatureGroups.NAMES, PostsAtRandom.TARGETS, PostsAtRandom.frame(posts, Duration.ZERO));
    PostFrameBuilder oneByOne = builder(groups);
    posts.forEach(post -> oneByOne.add(new PostChunk(List.of(post))));

    Frame frame = builder(groups).add(new PostChunk(posts)).build();
    Frame other = oneByOne.build();

    assertThat(other.schema()).isEqualTo(frame.schema());
    for (int row = 0; row < frame.rows(); row++) {
      for (int c = 0; c < frame.schema().known().size(); c++) {
        assertThat(Float.floatToRawIntBits(other.known(row, c)))
            .isEqualTo(Float.floatToRawIntBits(frame.known(row, c)));
      }
    }
  }

  @Test
  void add_extractorOfChunks_seesEachChunkAsAWholeAndWritesItsColumns() {
    // given an extractor that says with how many posts a post came
    PostFeatures company =
        new PostFeatures() {
          @Override
          public List<Column> columns() {
            return List.of(Column.numeric("company", "company"));
          }

          @Override
          public void write(Post post, float[] into, int at) {
            throw new AssertionError("one by one");
          }

          @Override
          public void write(List<Post> posts, float[][] rows, int at) {
            for (int k = 0; k < posts.size(); k++) {
              rows[k][at] = posts.size();
            }
          }
        };
    Post third = new Post("3", "ann", NOON.plusSeconds(90), "Ha", 0, 0, 0, false, false);

    // when a smaller chunk follows a larger one
    Frame frame =
        new PostFrameBuilder(
                List.of(constant("one", 1), company, constant("two", 2)),
                List.of(),
                List.of("likes"),
                Duration.ZERO)
            .add(new PostChunk(List.of(FIRST, SECOND)))
            .add(new PostChunk(List.of(third)))
            .build();

    // then
    for (int row = 0; row < 3; row++) {
      assertThat(known(frame, row, "one")).isEqualTo(1);
      assertThat(known(frame, row, "company")).isEqualTo(row < 2 ? 2 : 1);
      assertThat(known(frame, row, "two")).isEqualTo(2);
    }
  }

  private static PostFrameBuilder builder(FeatureGroups groups) {
    return new PostFrameBuilder(
        groups.ofPost(), groups.asOf(), PostsAtRandom.TARGETS, Duration.ofHours(24));
  }

  @Test
  void constructor_unknownTarget_isRefusedWithTheKnown() {
    assertThatThrownBy(
            () -> new PostFrameBuilder(List.of(), List.of(), List.of("views"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no target 'views' of a post; there are [likes, shares, comments]");
  }

  @Test
  void constructor_columnOfTwoExtractors_isRefused() {
    assertThatThrownBy(
            () ->
                new PostFrameBuilder(
                    List.of(constant("reply", 1)),
                    List.of(new KindFeatures()),
                    List.of("likes"),
                    Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two columns are called 'reply'");
  }

  @Test
  void add_extractorThatForgetsAValue_isRefused() {
    // given an extractor that writes its column for the first post only
    PostFeatures forgetful =
        new PostFeatures() {
          @Override
          public List<Column> columns() {
            return List.of(Column.numeric("mood", "mood"));
          }

          @Override
          public void write(Post post, float[] into, int at) {
            if (post.equals(FIRST)) {
              into[at] = 1;
            }
          }
        };
    PostFrameBuilder builder =
        new PostFrameBuilder(List.of(forgetful), List.of(), List.of("likes"), Duration.ZERO);

    assertThatThrownBy(() -> builder.add(new PostChunk(List.of(FIRST, SECOND))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row '2' has NaN in column 'mood'");
  }

  @Test
  void build_asOfValueMissingThatMayNotBe_isRefused() {
    AsOfFeatures missing =
        new AsOfFeatures() {
          @Override
          public List<Column> columns() {
            return List.of(Column.numeric("mood", "mood"));
          }

          @Override
          public float[] compute(Frame frame) {
            return new float[] {1, Float.NaN};
          }
        };
    PostFrameBuilder builder =
        new PostFrameBuilder(List.of(), List.of(missing), List.of("likes"), Duration.ZERO)
            .add(new PostChunk(List.of(FIRST, SECOND)));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row '2' has NaN in column 'mood'");
  }

  private static PostFeatures constant(String name, float value) {
    return new PostFeatures() {
      @Override
      public List<Column> columns() {
        return List.of(Column.numeric(name, "constant"));
      }

      @Override
      public void write(Post post, float[] into, int at) {
        into[at] = value;
      }
    };
  }

  private static float known(Frame frame, int row, String name) {
    List<String> names = frame.schema().known().stream().map(Column::name).toList();
    return frame.known(row, names.indexOf(name));
  }
}
