package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posts and a community around them, read by language models, from the files to the report. */
class TextRunTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final List<String> WORDS =
      List.of("rocket", "launch", "love", "terrible", "car", "market", "win", "game", "sad", "!");

  @TempDir static Path scratch;
  private static Path context;
  private static Call call;

  @BeforeAll
  static void run() throws IOException {
    StringBuilder posts = new StringBuilder("id,author,created_utc,text,likes,shares,comments\n");
    Random random = new Random(5);
    for (int k = 0; k < 160; k++) {
      posts
          .append("p%d,ada,%s,%s,%d,".formatted(k, at(k, 3), text(random), random.nextInt(90)))
          .append("1,2\n");
    }
    Files.writeString(scratch.resolve("posts.csv"), posts);
    context = scratch.resolve("reddit.csv");
    Files.writeString(context, community(k -> text(new Random(k))));
    call = call(context, "first");
  }

  private static Instant at(int k, int hours) {
    return START.plus(Duration.ofHours((long) k * hours));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("we see");
    for (int k = 0; k < 6; k++) {
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  private static String community(Function<Integer, String> texts) {
    StringBuilder rows =
        new StringBuilder("id,subreddit,created_utc,title,selftext,score,num_comments\n");
    for (int k = 0; k < 240; k++) {
      rows.append("c%d,cats,%s,%s,,%d,%d\n".formatted(k, at(k, 2), texts.apply(k), k % 30, k % 7));
    }
    return rows.toString();
  }

  private static Call call(Path around, String name) throws IOException {
    Path file =
        Files.writeString(
            scratch.resolve(name + ".yaml"),
            """
            question: What do texts say?
            data:
              file: %s
              context: %s
              labelDelay: 6h
              contextDelay: 6h
              targets: [likes]
              contextNote: The community was found by search, which shows how it works and nothing more.
            window: 0
            features: [calendar, history, community, embedding, sentiment, emotion, topic, language]
            target: {form: level}
            text:
              embedding: minilm
              dimensions: 4
              cache: %s
              original: {embedding: lab/great-model, sentiment: lab/VADER}
            folds: {count: 2, minTrain: 40}
            audit: {mode: geometry}
            models:
              - {model: ridge}
              - {model: lightgbm, loss: mae, config: {rounds: 20}}
            """
                .formatted(scratch.resolve("posts.csv"), around, scratch.resolve("cache")));
    Call call = Call.of("exp", file.toString(), "out", scratch.resolve(name).toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    return call;
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(call.folder().resolve(file)));
  }

  @Test
  void run_groupsOfTexts_haveTheColumnsOfTheirEncoders() throws IOException {
    JsonNode features = json("data.json").path("features");

    assertThat(features.path("embedding").size()).isEqualTo(4);
    assertThat(features.path("sentiment").size()).isEqualTo(4);
    assertThat(features.path("emotion").size()).isEqualTo(6);
    assertThat(features.path("topic").size()).isEqualTo(19);
    assertThat(features.path("language").size()).isEqualTo(2);
    // posts, likes and comments as ever; moods, emotions and topics in three windows; nearness
    assertThat(features.path("community").size()).isEqualTo(3 + 4 + 3 * (4 + 6 + 19) + 2);
    assertThat(features.path("community").toString())
        .contains(
            "\"community_sentiment_compound_1h\"",
            "\"community_topic_sports_7d\"",
            "\"community_similarity_24h\"");
  }

  @Test
  void run_readByLanguageModels_namesThemWhereItMatters() throws IOException {
    JsonNode encoders = json("provenance.json").path("encoders");
    String page = Files.readString(call.folder().resolve("report/index.html"));
    String markdown = Files.readString(call.folder().resolve("report/report.md"));

    assertThat(encoders.get(0).path("name").asText())
        .isEqualTo("all-minilm-l6-v2 in 4 of 384 dimensions");
    assertThat(encoders.get(0).path("fingerprint").asText()).matches("[0-9a-f]{64}");
    assertThat(page.substring(0, page.indexOf("id=\"leaderboard\"")))
        .contains(
            "all-minilm-l6-v2 in 4 of 384 dimensions (embedding, in place of lab/great-model)",
            "VADER (sentiment),",
            "The community was found by search, which shows how it works and nothing more.");
    assertThat(page.substring(page.indexOf("id=\"limits\""))).contains("The community was found");
    assertThat(markdown).contains("in place of lab/great-model", "The community was found");
    assertThat(call.text())
        .contains(
            "texts of posts.csv are read by all-minilm-l6-v2", "texts of reddit.csv: 240 read");
  }

  @Test
  void run_again_givesTheSameBitsFromTheCache() throws IOException {
    Map<String, String> forecasts = Call.results(call.folder());
    forecasts.keySet().removeIf(file -> !file.startsWith("predictions/"));

    assertThat(forecasts).isNotEmpty();
    assertThat(Call.results(call(context, "again").folder())).containsAllEntriesOf(forecasts);
  }

  @Test
  void run_communityChangedFromAnInstantOn_forecastsEarlierPostsByTheSameBits() throws IOException {
    // given other texts of the community from the middle of the last test slice on
    Instant from = at(145, 3);
    Path other = scratch.resolve("other.csv");
    Files.writeString(
        other, community(k -> text(new Random(at(k, 2).isBefore(from) ? k : k + 10_000L))));

    // when
    Call changed = call(other, "changed");

    // then
    String file = "predictions/ridge_fold2_seed1.csv";
    List<String> is = Files.readAllLines(call.folder().resolve(file));
    List<String> would = Files.readAllLines(changed.folder().resolve(file));
    String instant = from.toString();
    List<String> before =
        is.subList(1, is.size()).stream()
            .filter(line -> line.split(",", -1)[2].compareTo(instant) <= 0)
            .toList();
    assertThat(before).hasSizeGreaterThan(10);
    assertThat(would).containsAll(before).isNotEqualTo(is);
  }

  @Test
  void run_folderThatIsNoModel_isRefusedBeforeAnythingIsRead() {
    Call refused =
        Call.of(
            "exp",
            "baselines",
            "set",
            "features=[history,emotion],text.emotion=%s/none".formatted(scratch),
            "out",
            scratch.resolve("refused").toString());

    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.text())
        .contains("text.emotion " + scratch + "/none: ", "there is no such folder")
        .doesNotContain("run folder");
    assertThat(scratch.resolve("refused")).doesNotExist();
  }
}
