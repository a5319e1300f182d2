package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

class FrameTablesTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00.123Z");

  private static Frame frame() {
    Schema schema =
        new Schema(
            List.of(Column.count("length", "text"), Column.numeric("mood", "text").orMissing()),
            List.of("likes", "shares"));
    return Frame.builder(schema, Duration.ofHours(24))
        .add("b", "bo", START.plusSeconds(60), 1, new float[] {2, Float.NaN}, new double[] {0, 1e9})
        .add("a", "ada", START, 0, new float[] {1, .1f}, new double[] {7, Double.NaN})
        .add("c", "ada", START.plusSeconds(60), 0, new float[] {3, -1}, new double[] {9, 0.25})
        .collectedUntil(START.plusSeconds(100_000))
        .build();
  }

  @Test
  void toTable_frame_hasItsColumnsAndMissingValues() {
    Table table = FrameTables.toTable(frame());

    assertThat(table.columnNames())
        .containsExactly("id", "group", "instant", "stratum", "length", "mood", "likes", "shares");
    assertThat(table.column("instant").type()).isEqualTo(ColumnType.INSTANT);
    assertThat(table.column("mood").type()).isEqualTo(ColumnType.FLOAT);
    assertThat(table.column("likes").type()).isEqualTo(ColumnType.DOUBLE);
    assertThat(table.stringColumn("id").asList()).containsExactly("a", "b", "c");
    assertThat(table.floatColumn("mood").isMissing(1)).isTrue();
    assertThat(table.doubleColumn("shares").isMissing(0)).isTrue();
    assertThat(table.summary().rowCount()).isPositive();
  }

  @Test
  void fromTable_tableOfAFrame_givesTheFrameBack() {
    Frame frame = frame();

    Frame back =
        FrameTables.fromTable(
            FrameTables.toTable(frame), FrameTables.columns(frame), frame.collectedUntil());

    assertThat(back.schema()).isEqualTo(frame.schema());
    assertThat(back.labelDelay()).isEqualTo(frame.labelDelay());
    assertThat(back.collectedUntil()).isEqualTo(frame.collectedUntil());
    assertThat(back.groups()).isEqualTo(frame.groups());
    assertThat(back.rows()).isEqualTo(frame.rows());
    for (int row = 0; row < frame.rows(); row++) {
      assertThat(back.id(row)).isEqualTo(frame.id(row));
      assertThat(back.instant(row)).isEqualTo(frame.instant(row));
      assertThat(back.group(row)).isEqualTo(frame.group(row));
      assertThat(back.stratum(row)).isEqualTo(frame.stratum(row));
      for (int c = 0; c < 2; c++) {
        assertThat((Float) back.known(row, c)).isEqualTo((Float) frame.known(row, c));
        assertThat((Double) back.observed(row, c)).isEqualTo((Double) frame.observed(row, c));
      }
    }
  }

  @Test
  void fromTable_furtherObservedColumns_giveThemBack() {
    Schema schema =
        new Schema(
            List.of(Column.count("length", "text")),
            List.of("likes"),
            List.of(
                Column.numeric("rain", "history").orMissing(), Column.count("views", "history")));
    Frame frame =
        Frame.builder(schema, Duration.ofHours(24))
            .add("a", "ada", START, 0, new float[] {1}, new double[] {7}, new float[] {.1f, 5})
            .add(
                "b",
                "bo",
                START.plusSeconds(60),
                1,
                new float[] {2},
                new double[] {0},
                new float[] {Float.NaN, 6})
            .build();

    Table table = FrameTables.toTable(frame);
    Frame back = FrameTables.fromTable(table, FrameTables.columns(frame));

    assertThat(table.columnNames()).endsWith("length", "likes", "rain", "views");
    assertThat(table.floatColumn("rain").isMissing(1)).isTrue();
    assertThat(back.schema()).isEqualTo(schema);
    assertThat(back.extra(0, 0)).isEqualTo(.1f);
    assertThat(back.extra(1, 0)).isNaN();
    assertThat(back.extra(0, 1)).isEqualTo(5);
    assertThat(back.extra(1, 1)).isEqualTo(6);
    table.floatColumn("views").setMissing(1);
    assertThatThrownBy(() -> FrameTables.fromTable(table, FrameTables.columns(frame)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2: no value in column 'views'");
  }

  @Test
  void fromTable_whatTablesawReadFromCsv_takesItsTypes() {
    Table table =
        Table.read()
            .csv(
                CsvReadOptions.builderFromString(
                    """
                    post,who,at,words,viral,likes
                    123456789012345678,ada,2024-01-01T10:00:00,12,true,5
                    223456789012345678,bo,2024-01-01T09:00:00,3,false,
                    """));
    assertThat(table.column("at").type()).isEqualTo(ColumnType.LOCAL_DATE_TIME);
    assertThat(table.column("viral").type()).isEqualTo(ColumnType.BOOLEAN);

    Frame frame =
        FrameTables.fromTable(
            table,
            new TableColumns(
                "post",
                "who",
                "at",
                "",
                List.of(Column.count("words", "text"), Column.flag("viral", "text")),
                List.of("likes"),
                Duration.ofHours(1)));

    assertThat(frame.instant(0)).isEqualTo("2024-01-01T09:00:00Z");
    assertThat(frame.id(1)).isEqualTo("123456789012345678");
    assertThat(frame.known(1, 0)).isEqualTo(12);
    assertThat(frame.known(1, 1)).isEqualTo(1);
    assertThat(frame.observed(0, 0)).isNaN();
    assertThat(frame.observed(1, 0)).isEqualTo(5);
  }

  @Test
  void fromTable_timesWithZoneThatStayText_readsThem() {
    Table table =
        Table.read().csv(CsvReadOptions.builderFromString("at,n\n2024-01-01T10:00:00Z,5\n"));
    assertThat(table.column("at").type()).isEqualTo(ColumnType.STRING);

    Frame frame = FrameTables.fromTable(table, TableColumns.series("at", "n", Duration.ofHours(1)));

    assertThat(frame.instant(0)).isEqualTo("2024-01-01T10:00:00Z");
    assertThat(frame.groups()).containsExactly("all");
  }

  @Test
  void fromTable_unusableTable_throwsAndNamesThePlace() {
    Table table = Table.read().csv(CsvReadOptions.builderFromString("at,n,w\nnoon,5,\n"));
    Duration hour = Duration.ofHours(1);

    assertThatThrownBy(() -> FrameTables.fromTable(table, TableColumns.series("at", "x", hour)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no column 'x'; it has [at, n, w]");
    assertThatThrownBy(() -> FrameTables.fromTable(table, TableColumns.series("at", "n", hour)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 1: 'noon' in column 'at' is no time");
    assertThatThrownBy(() -> FrameTables.fromTable(table, TableColumns.series("n", "at", hour)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column 'at' holds STRING, not numbers");
    assertThatThrownBy(
            () -> FrameTables.fromTable(table.emptyCopy(), TableColumns.series("at", "n", hour)))
        .hasMessageContaining("no rows");
  }

  @Test
  void fromTable_realHourlyCounts_makesAFrame() {
    String data = System.getProperty("groundswell.data", "");
    assumeTrue(
        !data.isEmpty() && !data.startsWith("${"),
        "skipped: -Dgroundswell.data does not name the folder of the data sets");
    Table table =
        Table.read().csv(Path.of(data, "hourly-mentions/Twitter_volume_AAPL.csv").toFile());

    Frame frame =
        FrameTables.fromTable(table, TableColumns.series("hour", "tweets", Duration.ofHours(1)));

    assertThat(frame.rows()).isEqualTo(table.rowCount());
    assertThat(frame.instant(0)).isEqualTo("2015-02-26T22:00:00Z");
    assertThat(frame.visibleCount(5)).isEqualTo(5);
  }
}
