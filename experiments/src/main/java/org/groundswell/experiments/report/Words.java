package org.groundswell.experiments.report;

/**
 * What a row and a group of the data are called.
 *
 * @param row one of them
 * @param rows several
 * @param groups that of a group, such as {@code author's}
 */
record Words(String row, String rows, String groups) {
  /** What several groups are called. */
  String severalGroups() {
    return groups.equals("series'") ? "series" : groups.replace("'", "");
  }

  /** A number of groups, such as {@code 1 author} or {@code 8 authors}. */
  String counted(long number) {
    return Figures.count(number)
        + " "
        + (number == 1 ? groups.replaceFirst("'s?$", "") : severalGroups());
  }

  /** By the format that the data were read in; files of old runs name none and are posts. */
  static Words of(String format) {
    return switch (format) {
      case "hourly" -> new Words("hour", "hours", "series'");
      case "table" -> new Words("row", "rows", "group's");
      default -> new Words("post", "posts", "author's");
    };
  }
}
