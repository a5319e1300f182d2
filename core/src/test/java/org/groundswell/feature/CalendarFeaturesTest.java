package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;

class CalendarFeaturesTest {
  private static final Offset<Float> TIGHT = Offset.offset(1e-6f);

  @Test
  void write_sundayEvening_isOnBothCircles() {
    // given 18:00 is three quarters of a day, Sunday six sevenths of a week
    Map<String, Float> values = write(new CalendarFeatures(), "2021-03-14T18:00:00Z");

    assertThat(values.get("hour")).isEqualTo(18);
    assertThat(values.get("hour_sin")).isCloseTo(-1, TIGHT);
    assertThat(values.get("hour_cos")).isCloseTo(0, TIGHT);
    assertThat(values.get("weekday")).isEqualTo(6);
    assertThat(values.get("weekday_sin")).isCloseTo(-0.7818315f, TIGHT);
    assertThat(values.get("weekday_cos")).isCloseTo(0.6234898f, TIGHT);
    assertThat(values.get("weekend")).isEqualTo(1);
  }

  @Test
  void write_mondayMorning_isNoWeekend() {
    Map<String, Float> values = write(new CalendarFeatures(), "1970-01-05T06:30:00Z");

    assertThat(values.get("hour")).isEqualTo(6.5f);
    assertThat(values.get("weekday")).isZero();
    assertThat(values.get("weekend")).isZero();
    assertThat(values.get("time_days")).isCloseTo(4 + 6.5f / 24, TIGHT);
  }

  @Test
  void write_anotherZone_movesHourAndWeekdayButNotTime() {
    // given 23:30 UTC on a Friday is Saturday in Tokyo, nine hours ahead
    CalendarFeatures tokyo = new CalendarFeatures(ZoneId.of("Asia/Tokyo"));

    Map<String, Float> values = write(tokyo, "2021-03-12T23:30:00Z");

    assertThat(values.get("hour")).isEqualTo(8.5f);
    assertThat(values.get("weekday")).isEqualTo(5);
    assertThat(values.get("weekend")).isEqualTo(1);
    assertThat(values.get("time_days"))
        .isEqualTo(write(new CalendarFeatures(), "2021-03-12T23:30:00Z").get("time_days"));
  }

  private static Map<String, Float> write(CalendarFeatures calendar, String instant) {
    Post post = new Post("1", "a", Instant.parse(instant), "", 0, 0, 0, false, false);
    int width = calendar.columns().size();
    float[] into = new float[width + 2];
    calendar.write(post, into, 1);
    assertThat(into[0]).isZero();
    assertThat(into[width + 1]).isZero();
    Map<String, Float> values = new HashMap<>();
    for (int c = 0; c < width; c++) {
      values.put(calendar.columns().get(c).name(), into[c + 1]);
    }
    return values;
  }
}
