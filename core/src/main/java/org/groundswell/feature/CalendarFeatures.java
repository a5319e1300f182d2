package org.groundswell.feature;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;

/**
 * When a post appeared: the hour and the weekday of one time zone, each as a number (for trees) and
 * as a point on a circle (for networks, so that 23:59 lies next to midnight), and the days since
 * 1970-01-01T00:00Z, by which trees see drift.
 *
 * <p>Hours carry their fraction, in [0, 24). Weekdays run from 0, Monday, to 6, Sunday.
 */
public final class CalendarFeatures implements PostFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "calendar";

  private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();

  private static final List<Column> COLUMNS =
      List.of(
          Column.numeric("hour", GROUP),
          Column.numeric("hour_sin", GROUP),
          Column.numeric("hour_cos", GROUP),
          Column.numeric("weekday", GROUP),
          Column.numeric("weekday_sin", GROUP),
          Column.numeric("weekday_cos", GROUP),
          Column.flag("weekend", GROUP),
          Column.numeric("time_days", GROUP));

  private final ZoneId zone;

  /** The calendar of UTC. */
  public CalendarFeatures() {
    this(ZoneOffset.UTC);
  }

  /** The calendar of the zone the audience lives in. */
  public CalendarFeatures(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    ZonedDateTime local = post.createdAt().atZone(zone);
    double hour = local.toLocalTime().toSecondOfDay() / 3600.0;
    DayOfWeek day = local.getDayOfWeek();
    int weekday = day.getValue() - 1;
    double hourAngle = 2 * Math.PI * hour / 24;
    double weekdayAngle = 2 * Math.PI * weekday / 7;
    into[at] = (float) hour;
    into[at + 1] = (float) Math.sin(hourAngle);
    into[at + 2] = (float) Math.cos(hourAngle);
    into[at + 3] = weekday;
    into[at + 4] = (float) Math.sin(weekdayAngle);
    into[at + 5] = (float) Math.cos(weekdayAngle);
    into[at + 6] = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? 1 : 0;
    into[at + 7] = (float) (post.createdAt().toEpochMilli() / MILLIS_A_DAY);
  }
}
