package org.groundswell.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Numbers as a reader wants them: as many digits as mean something, in any locale the same. */
final class Figures {
  static final String ABSENT = "–";

  private Figures() {}

  /**
   * A metric: about four significant digits, {@code 2.73e12} for huge ones, {@link #ABSENT} for
   * {@code NaN}.
   */
  static String value(double value) {
    if (Double.isNaN(value)) {
      return ABSENT;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (size >= 1e7) {
      return minus(String.format(Locale.ROOT, "%.2e", value).replace("e+", "e"));
    }
    String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
    return minus(String.format(Locale.ROOT, format, value));
  }

  /** A whole number as a count, any other as a metric. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? count((long) value) : value(value);
  }

  /** A round number with no more digits than it has. */
  static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    return value == 0 ? "0" : minus(rounded.toPlainString());
  }

  /** A mean with its spread. */
  static String spread(double mean, double deviation) {
    return Double.isNaN(deviation) ? value(mean) : value(mean) + " ± " + value(deviation);
  }

  /** A difference: two significant digits, with its sign. */
  static String difference(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value(value);
    }
    String digits = new BigDecimal(value).round(new MathContext(2)).toPlainString();
    if (digits.contains(".") && new BigDecimal(digits).signum() == 0) {
      digits = "0";
    }
    return value > 0 ? "+" + digits : minus(digits);
  }

  /** An interval of a metric, such as {@code 0.731 to 0.744}. */
  static String range(double low, double high) {
    return value(low) + " to " + value(high);
  }

  /** An interval of a difference, such as {@code −0.020 to +0.010}, both ends to the same digit. */
  static String differences(double low, double high) {
    return differences(low, high, " to ");
  }

  /** An interval of a difference with another word between its ends. */
  static String differences(double low, double high, String between) {
    int digits = digits(Math.max(Math.abs(low), Math.abs(high)));
    return signed(low, digits) + between + signed(high, digits);
  }

  /** A difference to the digit that its interval is given to. */
  static String difference(double value, double low, double high) {
    return signed(value, digits(Math.max(Math.abs(low), Math.abs(high))));
  }

  /** Decimals that show two significant digits of a size, three at least for what is below 1. */
  private static int digits(double size) {
    if (!(size > 0) || size >= 100) {
      return 0;
    }
    return size >= 10 ? 1 : size >= 1 ? 2 : Math.max(3, 1 - (int) Math.floor(Math.log10(size)));
  }

  private static String signed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%,." + digits + "f", value);
    return value > 0 && !text.matches("[0.]+") ? "+" + text : minus(text);
  }

  /** A p value, such as {@code p = 0.021} or {@code p < 0.001}. */
  static String p(double value) {
    if (value < 0.001) {
      return "p < 0.001";
    }
    int digits = value < 0.0995 ? 3 : 2;
    return "p = " + String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A share as percent, such as {@code 12.3 %}. */
  static String percent(double share) {
    return Double.isNaN(share)
        ? ABSENT
        : minus(String.format(Locale.ROOT, "%.1f", 100 * share)) + " %";
  }

  /** A share as percent with its sign. */
  static String signedPercent(double share) {
    String text = percent(share);
    return share > 0 && !text.equals("0.0 %") ? "+" + text : text;
  }

  static String count(long value) {
    return minus(String.format(Locale.ROOT, "%,d", value));
  }

  static String seconds(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  static String day(Instant instant) {
    return DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(instant);
  }

  /** A duration such as {@code PT24H} in words; text that is none stays as it is. */
  static String duration(String iso) {
    try {
      Duration duration = Duration.parse(iso);
      long minutes = duration.toMinutes();
      if (minutes == 0 || minutes % 60 != 0) {
        return minutes + " min";
      }
      return minutes % 1440 == 0 && minutes > 1440 ? minutes / 1440 + " days" : minutes / 60 + " h";
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  private static String minus(String digits) {
    String sane = digits.matches("-[0.]+") ? digits.substring(1) : digits;
    return sane.replace('-', '−');
  }
}
