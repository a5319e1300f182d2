package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.groundswell.post.Media;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostReaderTest {
  private static final String HEADER =
      "id,author,created_utc,text,likes,shares,comments,is_repost,is_reply\n";
  private static final String GOOD = "1,ada,2024-01-01T00:00:00Z,hello,5,2,1,0,1\n";

  @TempDir private Path folder;

  private final List<Post> posts = new ArrayList<>();

  private Path quarantine() {
    return folder.resolve("quarantine.csv");
  }

  private ReadSummary read(String content) throws IOException {
    return read(content.getBytes(StandardCharsets.UTF_8));
  }

  private ReadSummary read(byte[] content) throws IOException {
    Path file = folder.resolve("posts.csv");
    Files.write(file, content);
    return PostReader.read(file, quarantine(), chunk -> posts.addAll(chunk.posts()));
  }

  private List<List<String>> quarantined() throws IOException {
    List<List<String>> records = new ArrayList<>();
    try (var reader = CsvReader.builder().ofCsvRecord(quarantine())) {
      reader.forEach(record -> records.add(record.getFields()));
    }
    return records.subList(1, records.size());
  }

  @Test
  void read_goodRow_givesThePostAndNoQuarantine() throws IOException {
    ReadSummary summary = read(HEADER + GOOD);

    assertThat(posts)
        .containsExactly(
            new Post(
                "1", "ada", Instant.parse("2024-01-01T00:00:00Z"), "hello", 5, 2, 1, false, true));
    assertThat(summary.rowsIn()).isEqualTo(1);
    assertThat(summary.quarantined()).isZero();
    assertThat(quarantine()).doesNotExist();
  }

  @Test
  void read_mediaColumns_areWhatThePostCarries() throws IOException {
    ReadSummary summary =
        read(
            """
            id,author,created_utc,media_photos,media_videos,media_duration_s,has_link,has_card
            1,ada,2024-01-01T00:00:00Z,2,1,12.5,1,false
            2,ada,2024-01-02T00:00:00Z,,,,,
            """);

    assertThat(posts)
        .extracting(Post::media)
        .containsExactly(new Media(2, 1, 12.5, 1, 0), Media.UNKNOWN);
    assertThat(summary.ignoredColumns()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "media_photos, -1, bad-count",
    "media_photos, 1.5, bad-count",
    "media_videos, many, bad-count",
    "media_duration_s, -3, bad-number",
    "media_duration_s, 1:30, bad-number",
    "media_duration_s, NaN, bad-number",
    "media_duration_s, 1e99, bad-number",
    "has_link, maybe, bad-flag",
    "has_card, 2, bad-flag"
  })
  void read_badMedia_isQuarantined(String column, String value, String reason) throws IOException {
    ReadSummary summary =
        read(
            "id,author,created_utc,%s\n1,ada,2024-01-01T00:00:00Z,%s\n2,ada,2024-01-02T00:00:00Z,\n"
                .formatted(column, value));

    assertThat(summary.read()).isEqualTo(1);
    assertThat(quarantined().get(0).subList(0, 3)).containsExactly("2", reason, column);
    assertThat(quarantined().get(0).get(3)).endsWith(value);
  }

  @Test
  void read_columnsInOtherOrderSomeMissingSomeUnknown_readsWhatThereIs() throws IOException {
    ReadSummary summary =
        read("lang,likes,created_utc,author,id\nen,,2024-01-01T00:00:00Z,ada,1\n");

    Post post = posts.get(0);
    assertThat(post.likes()).isNaN();
    assertThat(post.shares()).isNaN();
    assertThat(post.text()).isEmpty();
    assertThat(post.reply()).isFalse();
    assertThat(summary.ignoredColumns()).containsExactly("lang");
  }

  @Test
  void read_byteOrderMarkAndWindowsLines_readsThem() throws IOException {
    read("\uFEFF" + HEADER.replace("\n", "\r\n") + GOOD.replace("\n", "\r\n"));

    assertThat(posts).hasSize(1);
    assertThat(posts.get(0).reply()).isTrue();
  }

  @Test
  void read_multiLineText_keepsItAndCountsLines() throws IOException {
    read(
        HEADER
            + "1,ada,2024-01-01T00:00:00Z,\"one\n\"\"two\"\", three\n\",5,2,1,0,0\n"
            + "2,ada,never,x,5,2,1,0,0\n");

    assertThat(posts.get(0).text()).isEqualTo("one\n\"two\", three\n");
    assertThat(quarantined())
        .containsExactly(
            List.of("5", "bad-time", "created_utc", "never", "2,ada,never,x,5,2,1,0,0"));
  }

  @Test
  void read_equalInstants_keepsTheOrderOfTheFile() throws IOException {
    String rows = "";
    for (int k = 9; k >= 0; k--) {
      rows += GOOD.replaceFirst("1", Integer.toString(k));
    }

    read(HEADER + rows);

    assertThat(posts)
        .extracting(Post::id)
        .containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1", "0");
  }

  @Test
  void read_manyPosts_givesChunksOf4096() throws IOException {
    StringBuilder content = new StringBuilder(HEADER);
    for (int k = 0; k < 4097; k++) {
      content.append(GOOD.replaceFirst("1", "p" + k));
    }
    Path file = folder.resolve("posts.csv");
    Files.writeString(file, content);
    List<Integer> sizes = new ArrayList<>();

    PostReader.read(file, quarantine(), chunk -> sizes.add(chunk.posts().size()));

    assertThat(sizes).containsExactly(4096, 1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "2,ada,2024-01-01T00:00:00Z,x,1,1,1,0|wrong-field-count||8 fields in place of 9",
        "2,ada,,x,1,1,1,0,0|bad-time|created_utc|``",
        "2,ada,2024-02-30T00:00:00Z,x,1,1,1,0,0|bad-time|created_utc|2024-02-30T00:00:00Z",
        "2,ada,0001-01-01T00:00:00Z,x,1,1,1,0,0|bad-time|created_utc|0001-01-01T00:00:00Z",
        "2,ada,1704067200,x,1,1,1,0,0|bad-time|created_utc|1704067200",
        "2,ada,2024-01-01T00:00:00Z,x,-1,1,1,0,0|bad-count|likes|'-1",
        "2,ada,2024-01-01T00:00:00Z,x,1,1.5,1,0,0|bad-count|shares|1.5",
        "2,ada,2024-01-01T00:00:00Z,x,1,1,1K,0,0|bad-count|comments|1K",
        "2,ada,2024-01-01T00:00:00Z,x,1,1,1234567890123456,0,0|bad-count|comments|1234567890123456",
        "2,ada,2024-01-01T00:00:00Z,x,1,1,1,2,0|bad-flag|is_repost|2",
        "2,ada,2024-01-01T00:00:00Z,x,1,1,1,0,yes|bad-flag|is_reply|yes",
        "` ,ada,2024-01-01T00:00:00Z,x,1,1,1,0,0`|missing-value|id|``",
        "2,,2024-01-01T00:00:00Z,x,1,1,1,0,0|missing-value|author|``",
        "1,ada,2024-01-01T00:00:00Z,x,1,1,1,0,0|duplicate-id|id|1",
        "2,\"a\"da,2024-01-01T00:00:00Z,x,1,1,1,0,0|unbalanced-quote||``",
      })
  void read_badRow_quarantinesIt(String row, String reason, String field, String value)
      throws IOException {
    ReadSummary summary = read(HEADER + GOOD + row + "\n" + GOOD.replaceFirst("1", "3"));

    assertThat(summary.rowsIn()).isEqualTo(3);
    assertThat(posts).extracting(Post::id).containsExactly("1", "3");
    assertThat(summary.reasons()).containsOnlyKeys(reason).containsValue(1L);
    assertThat(quarantined())
        .containsExactly(List.of("3", reason, field == null ? "" : field, value, row));
  }

  @Test
  void read_postsAfterTheLimit_quarantinesThem() throws IOException {
    // given a post at the limit, one a second later, and a mistyped year that is put right after
    String late = "2,ada,2024-01-01T01:00:01+01:00,x,1,1,1,0,0";
    String mistyped = "3,ada,2042-01-01T00:00:00Z,x,1,1,1,0,0";
    Path file =
        Files.writeString(
            folder.resolve("posts.csv"),
            HEADER + GOOD + late + "\n" + mistyped + "\n" + GOOD.replaceFirst("1", "3"));

    // when
    Instant limit = Instant.parse("2024-01-01T00:00:00Z");
    ReadSummary summary =
        PostReader.read(file, quarantine(), limit, chunk -> posts.addAll(chunk.posts()));

    // then
    assertThat(posts).extracting(Post::id).containsExactly("1", "3");
    assertThat(posts).extracting(Post::createdAt).containsOnly(limit);
    assertThat(summary.reasons()).containsExactly(Map.entry("future-time", 2L));
    assertThat(quarantined())
        .containsExactly(
            List.of("3", "future-time", "created_utc", "2024-01-01T01:00:01+01:00", late),
            List.of("4", "future-time", "created_utc", "2042-01-01T00:00:00Z", mistyped));
  }

  @Test
  void read_withoutALimit_takesAnyTime() throws IOException {
    read(HEADER + GOOD.replace("2024", "2142"));

    assertThat(posts).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-01T12:30:00Z",
    "2024-03-01T12:30:00",
    "2024-03-01 12:30:00",
    "2024-03-01T12:30",
    "2024-03-01T13:30:00+01:00",
    "2024-03-01T13:30:00+0100",
    "2024-03-01 12:30:00.000+00:00",
  })
  void read_timeInAnyOfTheForms_readsIt(String time) throws IOException {
    read(HEADER + GOOD.replace("2024-01-01T00:00:00Z", time));

    assertThat(posts.get(0).createdAt()).isEqualTo("2024-03-01T12:30:00Z");
  }

  @Test
  void read_countsAndFlagsOfADataFrame_readsThem() throws IOException {
    read(HEADER + "1,ada,2024-01-01T00:00:00Z,hello,12.0,,0,True,False\n");

    assertThat(posts.get(0).likes()).isEqualTo(12);
    assertThat(posts.get(0).repost()).isTrue();
  }

  @Test
  void read_redditHeader_readsSubmissions() throws IOException {
    ReadSummary summary =
        read(
            """
            id,subreddit,created_utc,title,selftext,score,num_comments
            a,cars,2024-01-01T00:00:00Z,Title,,7,21
            b,cars,2024-01-01T00:00:00Z,Title,Body,-3,0
            """);

    assertThat(posts).extracting(Post::text).containsExactly("Title", "Title\nBody");
    assertThat(posts).extracting(Post::likes).containsExactly(7.0, 0.0);
    assertThat(posts.get(0).author()).isEqualTo("cars");
    assertThat(posts.get(0).shares()).isNaN();
    assertThat(posts.get(0).comments()).isEqualTo(21);
    assertThat(summary.notes()).containsOnlyKeys("negative-score").containsValue(1L);
  }

  @Test
  void read_unbalancedQuote_losesNoOtherRow() throws IOException {
    ReadSummary summary =
        read(
            HEADER
                + "1,ada,2024-01-01T00:00:00Z,\"lost,5,2,1,0,0\n"
                + "2,ada,2024-01-01T00:00:00Z,plain,5,2,1,0,0\n"
                + "3,ada,2024-01-01T00:00:00Z,\"quoted, twice\",5,2,1,0,0\n");

    assertThat(posts).extracting(Post::id).containsExactly("2", "3");
    assertThat(summary.reasons()).containsEntry("unbalanced-quote", 1L);
  }

  @Test
  void read_twoUnbalancedQuotesLikeOneRow_notesIt() throws IOException {
    ReadSummary summary =
        read(
            HEADER
                + "1,ada,2024-01-01T00:00:00Z,\"lost,5,2,1,0,0\n"
                + "2,ada,2024-01-01T00:00:00Z,plain,5,2,1,0,0\n"
                + "3,ada,2024-01-01T00:00:00Z,found\",5,2,1,0,0\n");

    assertThat(posts).hasSize(1);
    assertThat(summary.notes()).containsEntry("row-like-text", 1L);
  }

  @Test
  void read_textWithARowInIt_isOnePost() throws IOException {
    // a poster must not be able to forge posts of others
    read(HEADER + "1,ada,2024-01-01T00:00:00Z,\"hi\n" + GOOD.strip() + "\n\",5,2,1,0,0\n");

    assertThat(posts).hasSize(1);
  }

  @Test
  void read_bytesThatAreNotUtf8_readsReplacementCharactersAndNotesIt() throws IOException {
    byte[] content = (HEADER + GOOD).getBytes(StandardCharsets.UTF_8);
    content[HEADER.length() + GOOD.indexOf("hello")] = (byte) 0xE9;

    ReadSummary summary = read(content);

    assertThat(posts.get(0).text()).isEqualTo("\uFFFDello");
    assertThat(summary.notes()).containsEntry("replacement-character", 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "\t=1"})
  void read_badValueThatCouldBeAFormula_quarantinesItHarmless(String formula) throws IOException {
    String row = formula + ",ada,never,x,1,1,1,0,0";

    read(
        HEADER
            + GOOD
            + row
            + "\n"
            + GOOD.replace("1,ada", "2,ada").replace(",5,", "," + formula + ","));

    assertThat(quarantined().get(0).get(4)).isEqualTo("'" + row);
    assertThat(quarantined())
        .allSatisfy(cells -> assertThat(cells).noneMatch(cell -> cell.matches("(?s)[=+@\t-].*")));
  }

  @Test
  void read_longBadValue_quarantinesItsBeginning() throws IOException {
    String emoji = "\uD83D\uDE80";

    read(HEADER + GOOD + "2,ada,x" + emoji.repeat(5000) + ",x,1,1,1,0,0\n");

    assertThat(quarantined().get(0).get(3)).hasSize(200).endsWith(emoji + "…");
    assertThat(quarantined().get(0).get(4)).hasSizeLessThanOrEqualTo(1001);
  }

  @Test
  void read_quarantineOfAnEarlierRead_removesIt() throws IOException {
    read(HEADER + GOOD + "bad\n");
    assertThat(quarantine()).exists();

    read(HEADER + GOOD);

    assertThat(quarantine()).doesNotExist();
  }

  @Test
  void read_quarantineIsSomeOtherFile_leavesItAndThrows() throws IOException {
    Files.writeString(quarantine(), "my thesis\n");

    assertThatThrownBy(() -> read(HEADER + GOOD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not a quarantine file");
    assertThat(quarantine()).hasContent("my thesis");
  }

  @Test
  void read_noFileOrAFolder_throws() {
    assertThatThrownBy(
            () -> PostReader.read(folder.resolve("none.csv"), quarantine(), PostReaderTest::ignore))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.csv: there is no such file");
    assertThatThrownBy(() -> PostReader.read(folder, quarantine(), PostReaderTest::ignore))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a folder");
  }

  private static void ignore(PostChunk chunk) {}

  @Test
  void read_unusableFile_throwsAndSaysWhatToDo() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read(HEADER)).hasMessageContaining("no rows");
    assertThatThrownBy(() -> read("id,created_utc\n1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 1: no column 'author' in the header [id, created_utc]");
    assertThatThrownBy(() -> read("id;author;created_utc\n1;2;3\n"))
        .hasMessageContaining("separated by commas");
    assertThatThrownBy(() -> read("id,author,id,created_utc\n")).hasMessageContaining("'id' twice");
    assertThatThrownBy(() -> read("id,author,created_utc" + ",x".repeat(1000)))
        .hasMessageContaining("1003 columns");
    assertThatThrownBy(() -> read("\"id,author,created_utc\n1,2,3\n"))
        .hasMessageContaining("Check its quotes");
    assertThatThrownBy(() -> read(HEADER.getBytes(StandardCharsets.UTF_16)))
        .hasMessageContaining("UTF-16");
  }

  @Test
  void read_allRowsBad_throwsWithTheFirst() {
    assertThatThrownBy(() -> read(HEADER + "1,ada,yesterday,x,1,1,1,0,0\n2\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not one of 2 rows")
        .hasMessageContaining("line 2, bad-time created_utc 'yesterday'")
        .hasMessageContaining("2024-03-01T12:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "musk/posts_2010_2021.csv, 14845",
    "facebook-pages/posts_2016.csv, 18389",
    "reddit-musk/posts_2017_2021.csv, 1882",
  })
  void read_realData_readsAllRows(String name, long rows) {
    String data = System.getProperty("groundswell.data", "");
    assumeTrue(
        !data.isEmpty() && !data.startsWith("${"),
        "skipped: -Dgroundswell.data does not name the folder of the data sets");

    ReadSummary summary =
        PostReader.read(Path.of(data, name), quarantine(), chunk -> posts.addAll(chunk.posts()));

    assertThat(summary.rowsIn()).isEqualTo(rows);
    assertThat(summary.quarantined()).as(summary.toString()).isLessThan(rows / 1000);
    assertThat(posts).hasSize((int) summary.read());
  }
}
