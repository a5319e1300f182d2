package org.groundswell.data;

/** Why a row stands in the quarantine. */
enum Reason {
  UNBALANCED_QUOTE("unbalanced-quote"),
  ROW_TOO_LONG("row-too-long"),
  WRONG_FIELD_COUNT("wrong-field-count"),
  MISSING_VALUE("missing-value"),
  VALUE_TOO_LONG("value-too-long"),
  BAD_TIME("bad-time"),
  FUTURE_TIME("future-time"),
  BAD_COUNT("bad-count"),
  BAD_NUMBER("bad-number"),
  BAD_FLAG("bad-flag"),
  DUPLICATE_ID("duplicate-id");

  private final String label;

  Reason(String label) {
    this.label = label;
  }

  /** The name in files and summaries. */
  String label() {
    return label;
  }
}
