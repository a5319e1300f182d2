package org.groundswell.text.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;

class SentimentFeaturesTest {
  private final SentimentFeatures features = new SentimentFeatures();

  @Test
  void write_post_isVaderOfItsWords() {
    assertThat(written("@angry_bird this is great &lt;3 https://example.com/hate"))
        .isEqualTo(written("this is great <3"));
    assertThat(written("#GreatDay")).isEqualTo(written("Great Day"));
    assertThat(written("this is great <3")[3]).isGreaterThan(0.7f);
  }

  @Test
  void write_emojiThatVaderDoesNotKnow_isReadByItsName() {
    assertThat(new Vader().score("🥲").compound()).isZero();
    assertThat(written("🥲")[3]).isNotZero();
  }

  @Test
  void write_textWithoutWords_isAllZero() {
    assertThat(written("https://example.com")).containsExactly(0, 0, 0, 0);
  }

  private float[] written(String text) {
    float[] into = new float[features.columns().size()];
    features.write(new Post("1", "a", Instant.EPOCH, text, 0, 0, 0, false, false), into, 0);
    return into;
  }
}
