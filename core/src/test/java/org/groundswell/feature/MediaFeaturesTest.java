package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.groundswell.frame.Column;
import org.groundswell.post.Media;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;

class MediaFeaturesTest {
  private final MediaFeatures features = new MediaFeatures();

  @Test
  void write_post_isWhatItCarries() {
    assertThat(written(new Media(3, 1, 12.5, 1, 0))).containsExactly(3, 1, 12.5f, 1, 0);
  }

  @Test
  void write_postOfASourceThatTellsNothing_isMissing() {
    Post post = new Post("1", "a", Instant.EPOCH, "", 0, 0, 0, false, false);

    assertThat(written(post.media())).containsOnly(Float.NaN);
    assertThat(features.columns()).allMatch(Column::nullable);
  }

  @Test
  void media_impossible_isRefused() {
    assertThatThrownBy(() -> new Media(-1, 0, 0, 0, 0)).hasMessageContaining("-1.0 photos");
    assertThatThrownBy(() -> new Media(0, 0, 0, 2, 0)).hasMessageContaining("link 2.0");
  }

  private float[] written(Media media) {
    float[] into = new float[5];
    features.write(new Post("1", "a", Instant.EPOCH, "", 0, 0, 0, false, false, media), into, 0);
    return into;
  }
}
