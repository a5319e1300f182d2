package org.groundswell.experiments.run;

/** Text of other people as a field of a CSV file. */
final class Csv {
  private Csv() {}

  /**
   * Quoted as RFC 4180 says; what a spreadsheet would take for a formula gets an apostrophe in
   * front.
   */
  static String text(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    // a line of ours is a row, whatever stands in the text
    value = value.replaceAll("\\R", " ");
    return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }
}
