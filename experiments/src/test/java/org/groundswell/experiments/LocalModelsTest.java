package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.exchange.NpzFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiment dunes with models of folders in place of those that come with the program. */
class LocalModelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path scratch;
  private static Path posts;
  private static Path context;
  private static String own;
  private static Path sentiment;

  @BeforeAll
  static void write() throws IOException {
    posts =
        PostFile.write(
            scratch.resolve("posts.csv"),
            "id,author,created_utc,text,likes,shares,comments",
            160,
            k -> "p%d,ada,%s,%s,%d,1,2".formatted(k, PostFile.hour(3 * k), text(k), k * k % 31));
    context =
        PostFile.write(
            scratch.resolve("reddit.csv"),
            "id,subreddit,created_utc,title,selftext,score,num_comments",
            240,
            k ->
                "c%d,cats,%s,%s,,%d,%d"
                    .formatted(k, PostFile.hour(2 * k), text(k / 2), k % 30, k % 7));
    Path embedding = TinyFolders.embedding(scratch.resolve("mxbai-embed-large-v1"), 6);
    sentiment =
        TinyFolders.classifier(
            scratch.resolve("twitter-roberta-base-sentiment-latest"),
            List.of("negative", "neutral", "positive"));
    Path emotion =
        TinyFolders.classifier(
            scratch.resolve("distilbert-base-uncased-emotion"), List.of("joy", "anger"));
    Path topic =
        TinyFolders.classifier(
            scratch.resolve("tweet-topic-latest-multi"), List.of("sports", "music", "gaming"));
    own =
        ",text.embedding=%s,text.pooling=cls,text.dimensions=4,text.sentiment=%s,text.emotion=%s,text.topic=%s"
            .formatted(embedding, sentiment, emotion, topic);
  }

  private static String text(int k) {
    int words = TinyFolders.WORDS.size();
    return "we see %s and %s then %s"
        .formatted(
            TinyFolders.WORDS.get(k % words),
            TinyFolders.WORDS.get(k * k % words),
            TinyFolders.WORDS.get(k / 7 % words));
  }

  private static Call dunes(String set) {
    return Call.of(
        "exp",
        "dunes",
        "data",
        posts.toString(),
        "context",
        context.toString(),
        "set",
        "models=[{model: author-median},{model: ridge}],folds.count=2,folds.minTrain=40,window=0,data.labelDelay=6h,"
            + "data.contextDelay=6h,data.targets=[likes],audit.mode=geometry,text.cache="
            + scratch.resolve("cache")
            + set,
        "out",
        scratch.resolve("runs").toString());
  }

  private static void assertEnds(Call call, ExitCode code, String... texts) {
    assertThat(call.code()).as(call.text()).isEqualTo(code);
    assertThat(call.text()).contains(texts).doesNotContain("\tat ", "Exception");
  }

  private static void assertSuccess(Call call) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
  }

  private static String firstScreen(Call call) throws IOException {
    String page = Files.readString(call.folder().resolve("report/index.html"));
    return page.substring(0, page.indexOf("id=\"leaderboard\""));
  }

  @Test
  void run_withFoldersOfTheStudysModels_saysThatTheyReadAndOfNoSubstitute() throws IOException {
    Call call = dunes(own);

    assertSuccess(call);
    assertThat(firstScreen(call))
        .contains(
            "mxbai-embed-large-v1 in 4 of 6 dimensions (embedding)",
            "twitter-roberta-base-sentiment-latest (sentiment)",
            "distilbert-base-uncased-emotion (emotion)",
            "tweet-topic-latest-multi (topic)")
        .doesNotContain("in place of");
    JsonNode features = JSON.readTree(call.folder().resolve("data.json").toFile()).path("features");
    assertThat(features.path("embedding").size()).isEqualTo(4);
    assertThat(features.path("sentiment").toString()).contains("\"sentiment_neutral\"");
    assertThat(features.path("topic").toString())
        .isEqualTo("[\"topic_sports\",\"topic_music\",\"topic_gaming\"]");
    assertThat(features.path("community").toString()).contains("\"community_topic_music_24h\"");
  }

  @Test
  void run_withNoneOfThem_namesEachSubstitute() throws IOException {
    Call call = dunes(",text.dimensions=4");

    assertSuccess(call);
    assertThat(firstScreen(call))
        .contains(
            "bge-small-en-v1.5 in 4 of 384 dimensions (embedding, in place of mixedbread-ai/mxbai-embed-large-v1)",
            "VADER (sentiment, in place of cardiffnlp/twitter-roberta-base-sentiment-latest)",
            "emotion by prototypes on bge-small-en-v1.5 (emotion, in place of bhadresh-savani/distilbert-base-uncased-emotion)",
            "topic by prototypes on bge-small-en-v1.5 (topic, in place of cardiffnlp/tweet-topic-latest-multi)");
  }

  @Test
  void run_severalTopics_addUpToNothingInParticular() throws IOException {
    assertThat(topicSums(own)).anyMatch(sum -> Math.abs(sum - 1) > 0.1);
    assertThat(topicSums(own + ",text.several=[]")).allMatch(sum -> Math.abs(sum - 1) < 1e-5);
  }

  private static List<Double> topicSums(String set) throws IOException {
    Path to = Files.createTempDirectory(scratch, "export").resolve("to");
    Call call =
        Call.of(
            "export",
            "dunes",
            "data",
            posts.toString(),
            "context",
            context.toString(),
            "set",
            "folds.count=1,folds.minTrain=40,data.labelDelay=6h,features=[topic],text.cache=none"
                + set,
            "to",
            to.toString(),
            "ledger",
            scratch.resolve("ledger.jsonl").toString());
    assertSuccess(call);
    var known = new NpzFile(to.resolve("frame.npz")).array("known");
    return IntStream.range(0, 160)
        .mapToObj(row -> known.at(row, 0) + known.at(row, 1) + known.at(row, 2))
        .toList();
  }

  @Test
  void run_modelThatFailsWhenTextsAreRead_namesItAndHowToGoOn() throws IOException {
    Path broken = TinyFolders.notANumber(scratch.resolve("nan"), List.of("good", "bad"));

    Call call = dunes(own + ",text.sentiment=" + broken);

    assertEnds(
        call,
        ExitCode.RUN_FAILED,
        "The run could not go on: "
            + broken.resolve("model.onnx")
            + " failed: nan gives a text a score",
        "Export it again in fp32.",
        "-Dresume=");
  }

  @Test
  void run_foldersThatAreNoModels_nameKeyFileAndTheWayOut() throws IOException {
    Path broken = Files.createDirectories(scratch.resolve("broken"));
    Files.writeString(broken.resolve("model.onnx"), "no model");
    assertEnds(
        dunes(own + ",text.sentiment=" + broken),
        ExitCode.USAGE,
        "Usage: text.sentiment %s: %s: there is no tokenizer.json".formatted(broken, broken));
    Files.writeString(broken.resolve("tokenizer.json"), "{\"version\": }");
    // the group that is read first asks for the embedding
    Call call =
        dunes(own + ",features=[history,topic],text.topic=prototypes,text.embedding=" + broken);
    assertEnds(
        call,
        ExitCode.USAGE,
        "Usage: text.embedding %s: %s is not JSON in UTF-8 ("
            .formatted(broken, broken.resolve("tokenizer.json")));
    // one line, whatever the parser says
    assertThat(call.text().lines().reduce((before, last) -> last).orElseThrow())
        .startsWith("Usage: ")
        .endsWith("docs/text.md says how.");
    Files.copy(
        sentiment.resolve("tokenizer.json"),
        broken.resolve("tokenizer.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertEnds(
        dunes(own + ",text.topic=" + broken),
        ExitCode.USAGE,
        "Usage: text.topic %s: %s can't be run (".formatted(broken, broken.resolve("model.onnx")),
        "docs/text.md says how");
  }

  @Test
  void run_cacheThatIsAFile_namesTheKey() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "x");

    Call call = dunes(own + ",text.cache=" + file);

    assertThat(call.code()).isEqualTo(ExitCode.USAGE);
    // the reason is the file system's own
    assertThat(call.text())
        .contains("the cache folder " + file, "Name another one, or none (text.cache")
        .doesNotContain("\tat ");
  }

  @Test
  void run_badLabelledTexts_nameKeyFileAndLine() throws IOException {
    Path labels = scratch.resolve("labels.csv");
    String head = own + ",text.emotion=head:" + labels;

    assertEnds(
        dunes(head),
        ExitCode.DATA,
        "Data: text.emotion head:%s: %s: there is no such file".formatted(labels, labels));
    Files.writeString(labels, "label,text\njoy,we win\njoy,\n");
    assertEnds(
        dunes(head),
        ExitCode.DATA,
        labels + ", line 3: the text is empty. Fill it in or remove the line.");
    Files.writeString(labels, labels(9));
    assertEnds(
        dunes(head),
        ExitCode.DATA,
        "head:" + labels + ": label 'joy' has 9 distinct texts, a head needs 10 of each");
  }

  private static String labels(int each) {
    StringBuilder rows = new StringBuilder("label,text\n");
    for (int k = 0; k < each; k++) {
      rows.append("joy,win %s love\n".formatted("rocket ".repeat(k)));
      rows.append("<b>anger</b>,sad %s terrible\n".formatted("car ".repeat(k)));
    }
    return rows.toString();
  }

  @Test
  void run_withAHead_saysWhatItIsWorthInTheRunFolderReportAndCard() throws IOException {
    Path labels = Files.writeString(scratch.resolve("good.csv"), labels(12));

    Call call = dunes(own + ",text.emotion=head:" + labels);

    assertEnds(
        call, ExitCode.SUCCESS, "emotion by a head on mxbai-embed-large-v1: on 24 texts held out");
    JsonNode head = JSON.readTree(call.folder().resolve("heads.json").toFile()).get(0);
    double accuracy = head.path("evaluation").path("accuracy").path("estimate").asDouble();
    assertThat(head.path("group").asText()).isEqualTo("emotion");
    assertThat(accuracy).isBetween(0.5, 1.0);
    assertThat(head.path("evaluation").path("f1").get(1).path("label").asText())
        .isEqualTo("<b>anger</b>");
    assertThat(Files.readString(call.folder().resolve("MANIFEST.sha256"))).contains("heads.json");
    String page = Files.readString(call.folder().resolve("report/index.html"));
    assertThat(page.substring(page.indexOf("id=\"head-table\"")))
        .contains("emotion by a head on mxbai-embed-large-v1", "&lt;b&gt;anger&lt;/b&gt; ");
    for (String file : List.of("report.md", "model-card.md")) {
      assertThat(Files.readString(call.folder().resolve("report").resolve(file)))
          .contains(
              "Heads on labelled texts", "| emotion by a head on mxbai-embed-large-v1 | 24 |");
    }
    assertThat(Files.readString(call.folder().resolve("report/tables/heads.csv")))
        .contains("emotion by a head on mxbai-embed-large-v1,24," + accuracy + ",");
    assertThat(call.folder().resolve("report/tables/heads.tex")).exists();
  }
}
