package org.groundswell.data;

/** A row that can't become a post; without a stack trace, since a file may have many of them. */
final class BadRowException extends Exception {
  private final Reason reason;
  private final String field;
  private final String value;

  BadRowException(Reason reason, String field, String value) {
    super(reason.label(), null, false, false);
    this.reason = reason;
    this.field = field;
    this.value = value;
  }

  Reason reason() {
    return reason;
  }

  String field() {
    return field;
  }

  String value() {
    return value;
  }
}
