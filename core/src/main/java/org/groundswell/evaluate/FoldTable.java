package org.groundswell.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Folds as a table, for people and for files; instants are ISO 8601 in UTC. */
public final class FoldTable {
  private static final List<String> COLUMNS =
      List.of(
          "fold",
          "train_from",
          "validation_start",
          "cut",
          "test_end",
          "train_rows",
          "validation_rows",
          "refit_rows",
          "test_rows");

  private FoldTable() {}

  /** Lines of CSV, the header first. No value needs quotes. */
  public static List<String> csv(List<Fold> folds) {
    return cells(folds).stream().map(line -> String.join(",", line)).toList();
  }

  /** An aligned table for the terminal, a line a fold after its header; every line ends in \n. */
  public static String text(List<Fold> folds) {
    List<List<String>> cells = cells(folds);
    int[] width = new int[COLUMNS.size()];
    for (List<String> line : cells) {
      for (int c = 0; c < width.length; c++) {
        width[c] = Math.max(width[c], line.get(c).length());
      }
    }
    return cells.stream().map(line -> aligned(line, width)).collect(Collectors.joining());
  }

  private static String aligned(List<String> line, int[] width) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < width.length; c++) {
      String cell = line.get(c).replace('_', ' ');
      text.append(c == 0 ? "" : "  ").append(" ".repeat(width[c] - cell.length())).append(cell);
    }
    return text.append('\n').toString();
  }

  private static List<List<String>> cells(List<Fold> folds) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(COLUMNS);
    for (Fold fold : folds) {
      cells.add(
          List.of(
              Integer.toString(fold.number()),
              fold.trainFrom().toString(),
              fold.validationStart().toString(),
              fold.cut().toString(),
              fold.testEnd().toString(),
              Integer.toString(fold.train().length),
              Integer.toString(fold.validation().length),
              Integer.toString(fold.refit().length),
              Integer.toString(fold.test().length)));
    }
    return cells;
  }
}
