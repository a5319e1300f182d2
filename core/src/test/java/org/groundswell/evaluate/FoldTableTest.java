package org.groundswell.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTableTest {
  private static final List<Fold> FOLDS =
      List.of(
          new Fold(
              1,
              Instant.parse("2020-01-01T00:00:00Z"),
              Instant.parse("2020-03-01T12:30:00Z"),
              Instant.parse("2020-04-01T00:00:00Z"),
              Instant.parse("2020-05-01T00:00:00Z"),
              new int[1200],
              new int[30],
              new int[1240],
              new int[7]),
          new Fold(
              2,
              Instant.parse("2020-01-01T00:00:00Z"),
              Instant.parse("2020-04-01T12:30:00.500Z"),
              Instant.parse("2020-05-01T00:00:00Z"),
              Instant.parse("2020-06-01T00:00:00Z"),
              new int[2400],
              new int[60],
              new int[2480],
              new int[14]));

  @Test
  void csv_twoFolds_isAHeaderAndALineEach() {
    assertThat(FoldTable.csv(FOLDS))
        .containsExactly(
            "fold,train_from,validation_start,cut,test_end,train_rows,validation_rows,refit_rows,test_rows",
            "1,2020-01-01T00:00:00Z,2020-03-01T12:30:00Z,2020-04-01T00:00:00Z,2020-05-01T00:00:00Z,1200,30,1240,7",
            "2,2020-01-01T00:00:00Z,2020-04-01T12:30:00.500Z,2020-05-01T00:00:00Z,2020-06-01T00:00:00Z,2400,60,2480,14");
  }

  @Test
  void text_twoFolds_isAligned() {
    assertThat(FoldTable.text(FOLDS))
        .isEqualTo(
            """
            fold            train from          validation start                   cut              test end  train rows  validation rows  refit rows  test rows
               1  2020-01-01T00:00:00Z      2020-03-01T12:30:00Z  2020-04-01T00:00:00Z  2020-05-01T00:00:00Z        1200               30        1240          7
               2  2020-01-01T00:00:00Z  2020-04-01T12:30:00.500Z  2020-05-01T00:00:00Z  2020-06-01T00:00:00Z        2400               60        2480         14
            """);
  }
}
