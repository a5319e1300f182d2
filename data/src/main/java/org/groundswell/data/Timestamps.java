package org.groundswell.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Instants written as text: {@code 2024-03-01T12:30:00Z}, the same with an offset ({@code +01:00},
 * {@code +0100}), without a zone (then UTC), with a space in place of the T, with or without
 * seconds and their fraction.
 */
final class Timestamps {
  static final String EXAMPLES = "2024-03-01T12:30:00Z, 2024-03-01T13:30:00+01:00";

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** A zero stands for a digit. */
  private static final String USUAL = "0000-00-00T00:00:00";

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Nine or ten digits: from 1973 on, which tells them from years and counts. */
  private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{9,10}(\\.0+)?");

  private static final Pattern EPOCH_MILLIS = Pattern.compile("[0-9]{12,13}");

  private Timestamps() {}

  /**
   * What {@link #parse} reads, and besides a date (its start in UTC) and the time since
   * 1970-01-01T00:00Z as nine or ten digits of seconds or twelve or thirteen of milliseconds.
   */
  static Optional<Instant> parseLiberally(String text) {
    String stripped = text.strip();
    if (EPOCH_SECONDS.matcher(stripped).matches()) {
      int point = stripped.indexOf('.');
      long seconds = Long.parseLong(point < 0 ? stripped : stripped.substring(0, point));
      return Optional.of(Instant.ofEpochSecond(seconds)).filter(at -> at.isBefore(LATEST));
    }
    if (EPOCH_MILLIS.matcher(stripped).matches()) {
      long millis = Long.parseLong(stripped);
      return Optional.of(Instant.ofEpochMilli(millis)).filter(at -> at.isBefore(LATEST));
    }
    return parse(stripped.length() == 10 ? stripped + "T00:00" : stripped);
  }

  /** The instant, or nothing if it is none or not between 1970 and 2200. */
  static Optional<Instant> parse(String text) {
    Optional<Instant> usual = parseUsual(text);
    return usual.isPresent() ? usual : parseAny(text);
  }

  /** Reads {@code 2024-03-01T12:30:00} or the same with a Z, as nearly all files have it. */
  private static Optional<Instant> parseUsual(String text) {
    int length = text.length();
    boolean inUtc = length == 19 || (length == 20 && text.charAt(19) == 'Z');
    if (!inUtc || !isUsual(text)) {
      return Optional.empty();
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (year < 1970 || year >= 2200 || month < 1 || month > 12 || hour > 23) {
      return Optional.empty();
    }
    if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth() || minute > 59 || second > 59) {
      return Optional.empty();
    }
    LocalDate date = LocalDate.of(year, month, day);
    return Optional.of(date.atTime(hour, minute, second).toInstant(ZoneOffset.UTC));
  }

  private static boolean isUsual(String text) {
    for (int k = 0; k < USUAL.length(); k++) {
      char c = text.charAt(k);
      char due = USUAL.charAt(k);
      boolean fits = due == '0' ? c >= '0' && c <= '9' : c == due || (due == 'T' && c == ' ');
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int number(String digits, int from, int to) {
    int number = 0;
    for (int k = from; k < to; k++) {
      number = 10 * number + digits.charAt(k) - '0';
    }
    return number;
  }

  private static Optional<Instant> parseAny(String text) {
    try {
      TemporalAccessor parsed =
          FORMAT.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          parsed instanceof OffsetDateTime withOffset
              ? withOffset.toInstant()
              : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
      // beyond these a number of milliseconds may overflow, and nobody posted
      return instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)
          ? Optional.empty()
          : Optional.of(instant);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
