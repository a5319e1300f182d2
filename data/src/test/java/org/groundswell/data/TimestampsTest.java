package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TimestampsTest {
  @Property
  void parse_usualForm_isWhatTheFormWithAFractionIs(
      @ForAll @IntRange(min = 1960, max = 2210) int year,
      @ForAll @IntRange(max = 13) int month,
      @ForAll @IntRange(max = 32) int day,
      @ForAll @IntRange(max = 25) int hour,
      @ForAll @IntRange(max = 61) int minute,
      @ForAll boolean space,
      @ForAll boolean zone) {
    String text =
        "%04d-%02d-%02d%s%02d:%02d:%02d"
            .formatted(year, month, day, space ? " " : "T", hour, minute, minute);
    String end = zone ? "Z" : "";

    // a fraction takes the way of the formatter
    assertThat(Timestamps.parse(text + end)).isEqualTo(Timestamps.parse(text + ".0" + end));
  }

  @Example
  void parse_leapDay_isReadInLeapYearsOnly() {
    assertThat(Timestamps.parse("2024-02-29 23:59:59"))
        .contains(Instant.parse("2024-02-29T23:59:59Z"));
    assertThat(Timestamps.parse("2023-02-29T23:59:59Z")).isEmpty();
    assertThat(Timestamps.parse("2024-02-29x23:59:59Z")).isEmpty();
    assertThat(Timestamps.parse("2024-02-29T23:59:5:Z")).isEmpty();
  }
}
