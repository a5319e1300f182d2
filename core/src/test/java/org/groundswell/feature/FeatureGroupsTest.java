package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.junit.jupiter.api.Test;

class FeatureGroupsTest {
  private static final List<String> TARGETS = List.of("likes");

  @Test
  void named_everyGroup_hasColumnsOfThatGroupOnly() {
    Frame context = PostsAtRandom.frame(PostsAtRandom.posts(3, new Random(1)), Duration.ZERO);

    for (String name : FeatureGroups.NAMES) {
      FeatureGroups groups = FeatureGroups.named(List.of(name), TARGETS, context);

      assertThat(
              Stream.concat(
                  groups.ofPost().stream().flatMap(features -> features.columns().stream()),
                  groups.asOf().stream().flatMap(features -> features.columns().stream())))
          .isNotEmpty()
          .extracting(Column::group)
          .containsOnly(name);
    }
  }

  @Test
  void named_unknownGroup_isRefusedWithTheKnown() {
    assertThatThrownBy(() -> FeatureGroups.named(List.of("text", "horoscope"), TARGETS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'horoscope'")
        .hasMessageContaining("[calendar, text, history, community, author, kind, media]");
  }

  @Test
  void named_groupTwice_isRefused() {
    assertThatThrownBy(() -> FeatureGroups.named(List.of("text", "text"), TARGETS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'text' is named twice");
  }

  @Test
  void named_communityWithoutPosts_isRefused() {
    assertThatThrownBy(() -> FeatureGroups.named(List.of("community"), TARGETS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs posts of a community");
  }
}
