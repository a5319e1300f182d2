package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundswell.feature.CalendarFeatures;
import org.groundswell.feature.PostFeatures;
import org.groundswell.feature.SurfaceTextFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReaderTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<Column> SHOP =
      List.of(
          Column.numeric("temperature", TableMapping.GROUP).orMissing(),
          Column.flag("holiday", TableMapping.GROUP),
          Column.categorical("sky", TableMapping.GROUP));
  private static final String HEADER = "day,shop,temperature,holiday,sky,visits\n";

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path quarantine() {
    return folder.resolve("quarantine.csv");
  }

  private static TableMapping shops(char separator) {
    return new TableMapping(
        new TableColumns("", "shop", "day", "", SHOP, List.of("visits"), DAY), "", separator);
  }

  private static TableReader reader(TableMapping mapping, PostFeatures... features) {
    return new TableReader(mapping, List.of(features), Instant.MAX);
  }

  private static float[] known(Frame frame, String column) {
    List<String> names = frame.schema().known().stream().map(Column::name).toList();
    float[] values = new float[frame.rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = frame.known(row, names.indexOf(column));
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"','", ";", "'\t'"})
  void read_separator_givesTheSameFrame(char separator) throws IOException {
    String text =
        HEADER + "2024-01-01,north,1.5,0,\"blue, a bit\",12\n2024-01-02,south,,1,grey,7\n";
    String other =
        text.replace(",", Character.toString(separator)).replace("blue" + separator, "blue,");
    TableReader reader = reader(shops(separator));

    ReadSummary summary = reader.read(file("a.csv", other), "all", quarantine()).summary();
    Frame frame = reader.frame();

    assertThat(summary).isEqualTo(new ReadSummary(2, 2, 0, Map.of(), Map.of(), List.of()));
    assertThat(frame.groups()).containsExactly("north", "south");
    assertThat(frame.instant(1)).isEqualTo("2024-01-02T00:00:00Z");
    assertThat(known(frame, "temperature")).containsExactly(1.5f, Float.NaN);
    assertThat(known(frame, "holiday")).containsExactly(0, 1);
    assertThat(frame.observed(1, 0)).isEqualTo(7);
    assertThat(reader.categories()).isEqualTo(Map.of("sky", List.of("blue, a bit", "grey")));
    assertThat(frame.id(0)).isEqualTo("a.csv:2");
  }

  @Test
  void frame_categories_areCodedInTimeOrderOverAllFiles() throws IOException {
    TableReader reader = reader(shops(','));
    reader.read(
        file("late.csv", HEADER + "2024-03-02,s,1,0,rain,1\n2024-03-01,s,1,0,sun,1\n"),
        "all",
        quarantine());
    reader.read(file("early.csv", HEADER + "2024-01-01,s,1,0,fog,1\n"), "all", quarantine());

    Frame frame = reader.frame();

    assertThat(known(frame, "sky")).containsExactly(0, 1, 2);
    assertThat(reader.categories().get("sky")).containsExactly("fog", "sun", "rain");
    assertThat(frame.collectedUntil()).isEqualTo("2024-03-02T00:00:00Z");
  }

  @Test
  void read_moreRowsThanAChunk_giveEachItsOwnFeatures() throws IOException {
    // given rows that come in three chunks, a bad one among them, with features made of their text
    int rows = 2 * 4096 + 5;
    StringBuilder csv = new StringBuilder("day,visits,note\n").append("2024-01-01,x,bad\n");
    for (int row = 0; row < rows; row++) {
      csv.append("2024-01-01,").append(row).append(',').append("a".repeat(row % 7)).append('\n');
    }
    TableMapping mapping =
        new TableMapping(
            new TableColumns("", "", "day", "", List.of(), List.of("visits"), DAY), "note", ',');
    List<Integer> chunks = new ArrayList<>();
    PostFeatures length =
        new PostFeatures() {
          @Override
          public List<Column> columns() {
            return List.of(Column.numeric("length", "text"));
          }

          @Override
          public void write(Post post, float[] into, int at) {
            into[at] = post.text().length();
          }

          @Override
          public void write(List<Post> posts, float[][] into, int at) {
            chunks.add(posts.size());
            PostFeatures.super.write(posts, into, at);
          }
        };
    TableReader reader = reader(mapping, length);

    // when
    reader.read(file("a.csv", csv.toString()), "all", quarantine());
    Frame frame = reader.frame();

    // then
    assertThat(chunks).containsExactly(4096, 4096, 5);
    assertThat(frame.rows()).isEqualTo(rows);
    for (int row = 0; row < rows; row++) {
      assertThat(frame.known(row, 0)).isEqualTo((int) frame.observed(row, 0) % 7);
    }
  }

  @Test
  void read_badRows_areQuarantinedWithColumnAndValueAndAddUp() throws IOException {
    Path file =
        file(
            "bad.csv",
            HEADER
                + "2024-01-01,s,1,0,sun,1\n"
                + "Monday,s,1,0,sun,1\n"
                + "2024-01-01,,1,0,sun,1\n"
                + "2024-01-01,s,\"1,5\",0,sun,1\n"
                + "2024-01-01,s,1,maybe,sun,1\n"
                + "2024-01-01,s,1,,sun,1\n"
                + "2024-01-01,s,1,0,,1\n"
                + "2024-01-01,s,1,0,sun,-3\n"
                + "2024-01-01,s,1,0,sun\n"
                + "2024-01-01,s,1e99,0,sun,1\n"
                + "2099-01-01,s,1,0,sun,1\n"
                + "2024-01-01,s,NaN,0,sun,NA\n");
    TableReader reader =
        new TableReader(shops(','), List.of(), Instant.parse("2025-01-01T00:00:00Z"));

    ReadSummary summary = reader.read(file, "all", quarantine()).summary();

    assertThat(summary.rowsIn()).isEqualTo(12);
    assertThat(summary.read()).isEqualTo(2);
    assertThat(reader.frame().rows()).isEqualTo(2);
    assertThat(reader.frame().observed(1, 0)).isNaN();
    assertThat(Files.readString(quarantine()))
        .contains("\n3,bad-time,day,Monday,", "\n4,missing-value,shop,,")
        .contains("\n5,bad-number,temperature,\"1,5\",");
    assertThat(summary.reasons())
        .isEqualTo(
            Map.of(
                "bad-time", 1L,
                "missing-value", 3L,
                "bad-number", 2L,
                "bad-flag", 1L,
                "bad-count", 1L,
                "wrong-field-count", 1L,
                "future-time", 1L));
  }

  @Test
  void read_unmappedColumns_areNamedAsIgnored() throws IOException {
    TableMapping mapping =
        new TableMapping(
            new TableColumns("key", "", "at", "kind", List.of(), List.of("y"), DAY), "words", ',');
    TableReader reader = reader(mapping, new CalendarFeatures(), new SurfaceTextFeatures());

    ReadSummary summary =
        reader
            .read(
                file(
                    "b.csv",
                    """
                    noise,key,at,kind,words,y,more
                    1,b,1704153600,video,two words,5,x
                    1,a,1704067200000,photo,one,5,x
                    1,a,1704067200000,photo,one,5,x
                    """),
                "everything",
                quarantine())
            .summary();
    Frame frame = reader.frame();

    assertThat(summary.ignoredColumns()).containsExactly("noise", "more");
    assertThat(summary.reasons()).isEqualTo(Map.of("duplicate-id", 1L));
    assertThat(frame.groups()).containsExactly("everything");
    assertThat(frame.id(0)).isEqualTo("a");
    assertThat(frame.instant(0)).isEqualTo("2024-01-01T00:00:00Z");
    assertThat(frame.instant(1)).isEqualTo("2024-01-02T00:00:00Z");
    assertThat(known(frame, "words")).containsExactly(1, 2);
    assertThat(known(frame, "weekday")).containsExactly(0, 1);
    assertThat(new int[] {frame.stratum(0), frame.stratum(1)}).containsExactly(0, 1);
    assertThat(reader.categories().get("kind")).containsExactly("photo", "video");
  }

  @Test
  void read_observedColumns_areExtrasOfTheFrame() throws IOException {
    TableMapping mapping =
        new TableMapping(
            new TableColumns(
                "",
                "",
                "at",
                "",
                List.of(),
                List.of("y"),
                List.of(
                    Column.count("rain", "table").orMissing(), Column.categorical("wind", "table")),
                DAY),
            "",
            ',');
    TableReader reader = reader(mapping);
    reader.read(
        file("r.csv", "at,y,rain,wind\n2024-01-02,1,,west\n2024-01-01,2,3.5,east\n"),
        "all",
        quarantine());

    Frame frame = reader.frame();

    assertThat(frame.schema().known()).isEmpty();
    assertThat(frame.extra(0, 0)).isEqualTo(3.5f);
    assertThat(frame.extra(1, 0)).isNaN();
    assertThat(frame.extra(0, 1)).isZero();
    assertThat(frame.extra(1, 1)).isOne();
    assertThat(reader.categories().get("wind")).containsExactly("east", "west");
  }

  @Test
  void mapping_columnTwice_throws() {
    assertThatThrownBy(
            () ->
                new TableMapping(
                    new TableColumns(
                        "", "", "at", "", List.of(Column.flag("y", "table")), List.of("y"), DAY),
                    "",
                    ','))
        .hasMessageContaining("column 'y' is mapped twice");
  }

  @Test
  void read_unusableFiles_sayWhatToDo() throws IOException {
    Path noColumn = file("c.csv", "day;shop;visits\n2024-01-01;s;1\n");
    assertThatThrownBy(() -> reader(shops(',')).read(noColumn, "all", quarantine()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("c.csv, line 1: no column 'shop'")
        .hasMessageContaining("separator, which is ','");
    Path twice = file("d.csv", HEADER.replace("day,", "day,sky,") + "2024-01-01,x,s,1,0,x,1\n");
    assertThatThrownBy(() -> reader(shops(',')).read(twice, "all", quarantine()))
        .hasMessageContaining("names the column 'sky' twice");
    Path empty = file("e.csv", HEADER);
    assertThatThrownBy(() -> reader(shops(',')).read(empty, "all", quarantine()))
        .hasMessageContaining("e.csv has a header but no rows");
    Path bad = file("f.csv", HEADER + "x,s,1,0,sun,1\n");
    assertThatThrownBy(() -> reader(shops(',')).read(bad, "all", quarantine()))
        .hasMessageContaining("not one of 1 rows could be read")
        .hasMessageContaining("line 2, bad-time day 'x'");
    TableMapping hour =
        new TableMapping(
            new TableColumns(
                "", "", "at", "", List.of(Column.numeric("hour", "table")), List.of("y"), DAY),
            "",
            ',');
    assertThatThrownBy(() -> reader(hour, new CalendarFeatures()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two columns are called 'hour'");
  }

  private static String hours(int... hours) {
    return IntStream.of(hours)
        .mapToObj(hour -> "2024-01-01T%02d:00:00,%d".formatted(hour, 10 + hour))
        .collect(Collectors.joining("\n", "hour,tweets\n", "\n"));
  }

  private static TableReader hourly() {
    return TableReader.hourly("mentions", Duration.ofHours(1), List.of(), Instant.MAX);
  }

  @Test
  void hourly_gapsAndSecondRows_areToldAndNoRowInvented() throws IOException {
    TableReader reader = hourly();

    TableReader.FileRead read =
        reader.read(
            file("x.csv", hours(0, 1, 5, 6, 6, 4) + "2024-01-01T07:00:00,\n"), "x", quarantine());

    assertThat(read.summary().rowsIn()).isEqualTo(7);
    assertThat(read.summary().read()).isEqualTo(5);
    assertThat(read.summary().reasons()).isEqualTo(Map.of("duplicate-id", 1L, "missing-value", 1L));
    assertThat(read.summary().notes()).isEqualTo(Map.of("missing-hours", 2L));
    assertThat(read.first()).isEqualTo("2024-01-01T00:00:00Z");
    assertThat(read.last()).isEqualTo("2024-01-01T06:00:00Z");
    Frame frame = reader.frame();
    assertThat(frame.rows()).isEqualTo(5);
    assertThat(frame.schema().targets()).containsExactly("mentions");
    assertThat(frame.observed(4, 0)).isEqualTo(16);
    assertThat(frame.matured(4)).isTrue();
    // the count of an hour is known when the next one begins
    assertThat(frame.visibleCount(1)).isEqualTo(1);
  }

  @Test
  void hourly_anyHeader_findsTimeAndCount() throws IOException {
    TableReader reader = hourly();
    reader.read(file("a.csv", "value;timestamp\n3;2024-01-01 00:00:00\n"), "a", quarantine());
    reader.read(file("b.csv", "ds\ty\n1704067200\t4\n"), "b", quarantine());
    reader.read(file("c.csv", "n,at,mentions\n1,2024-01-01T00:00:00Z,5\n"), "c", quarantine());

    Frame frame = reader.frame();

    assertThat(frame.groups()).containsExactly("a", "b", "c");
    assertThat(IntStream.range(0, 3).mapToDouble(row -> frame.observed(row, 0)))
        .containsExactly(3.0, 4.0, 5.0);
    assertThat(frame.instant(2)).isEqualTo("2024-01-01T00:00:00Z");
    Path unclear = file("d.csv", "n,at,m\n1,2024-01-01T00:00:00Z,5\n");
    assertThatThrownBy(() -> hourly().read(unclear, "d", quarantine()))
        .hasMessageContaining("which of the columns [n, at, m] is the count?");
    Path noTime = file("e.csv", "n,m\n1,2\n");
    assertThatThrownBy(() -> hourly().read(noTime, "e", quarantine()))
        .hasMessageContaining("none of the columns [n, m] holds a time");
  }

  @Test
  void hourly_realData_readsAllRows() {
    String data = System.getProperty("groundswell.data", "");
    assumeTrue(
        !data.isEmpty() && !data.startsWith("${"),
        "skipped: -Dgroundswell.data does not name the folder of the data sets");

    ReadSummary summary =
        hourly()
            .read(Path.of(data, "hourly-mentions", "Twitter_volume_AAPL.csv"), "AAPL", quarantine())
            .summary();

    assertThat(summary.quarantined()).isZero();
    assertThat(summary.read()).isGreaterThan(1000);
  }
}
