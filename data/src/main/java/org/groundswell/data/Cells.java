package org.groundswell.data;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** The fields of a row of a table, read as what its columns are declared to be. */
final class Cells {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?([0-9]{1,300}(\\.[0-9]{0,300})?|\\.[0-9]{1,300})([eE][+-]?[0-9]{1,4})?");

  private final TableLayout layout;
  private final List<String> fields;

  /**
   * @throws BadRowException if there are more or fewer fields than columns
   */
  Cells(TableLayout layout, List<String> fields) throws BadRowException {
    if (fields.size() != layout.header().size()) {
      throw new BadRowException(
          Reason.WRONG_FIELD_COUNT,
          "",
          fields.size() + " fields in place of " + layout.header().size());
    }
    this.layout = layout;
    this.fields = fields;
  }

  boolean empty(int at) {
    return fields.get(at).isBlank();
  }

  Instant instant(int at) throws BadRowException {
    return Timestamps.parseLiberally(fields.get(at)).orElseThrow(() -> bad(Reason.BAD_TIME, at));
  }

  /** A name of at most so many characters, not empty. */
  String name(int at, int maxChars) throws BadRowException {
    String name = fields.get(at).strip();
    if (name.isEmpty()) {
      throw bad(Reason.MISSING_VALUE, at);
    }
    if (name.length() > maxChars) {
      throw bad(Reason.VALUE_TOO_LONG, at);
    }
    return name;
  }

  /** A number that a float can hold, {@code NaN} where it may be missing and is. */
  float number(int at, boolean nullable) throws BadRowException {
    float value = (float) parse(at, nullable);
    if (Float.isInfinite(value)) {
      throw bad(Reason.BAD_NUMBER, at);
    }
    return value;
  }

  /** A number that is not negative, {@code NaN} where it may be missing and is. */
  double count(int at, boolean nullable) throws BadRowException {
    double value = parse(at, nullable);
    if (value < 0 || Float.isInfinite((float) value)) {
      throw bad(Reason.BAD_COUNT, at);
    }
    return value;
  }

  float flag(int at, boolean nullable) throws BadRowException {
    String text = fields.get(at).strip();
    if (text.equals("1") || text.equalsIgnoreCase("true")) {
      return 1;
    }
    if (text.equals("0") || text.equalsIgnoreCase("false")) {
      return 0;
    }
    if (missing(text)) {
      return missing(at, nullable);
    }
    throw bad(Reason.BAD_FLAG, at);
  }

  private double parse(int at, boolean nullable) throws BadRowException {
    String text = fields.get(at).strip();
    if (missing(text)) {
      return missing(at, nullable);
    }
    if (!NUMBER.matcher(text).matches()) {
      throw bad(Reason.BAD_NUMBER, at);
    }
    return Double.parseDouble(text);
  }

  /** Empty, or what pandas and R write for it. */
  private static boolean missing(String text) {
    return text.isEmpty() || text.equalsIgnoreCase("nan") || text.equals("NA");
  }

  private float missing(int at, boolean nullable) throws BadRowException {
    if (!nullable) {
      throw bad(Reason.MISSING_VALUE, at);
    }
    return Float.NaN;
  }

  private BadRowException bad(Reason reason, int at) {
    return new BadRowException(reason, layout.name(at), fields.get(at));
  }
}
