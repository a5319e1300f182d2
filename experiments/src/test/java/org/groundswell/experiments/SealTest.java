package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed experiments and the ledger of reads, from the command line. */
class SealTest {
  @TempDir Path scratch;
  private Path posts;
  private Path frozen;
  private String out;

  @BeforeEach
  void writePosts() throws IOException {
    posts = PostFile.good(scratch.resolve("posts.csv"));
    frozen = scratch.resolve("sealed/mine.json");
    out = scratch.resolve("runs").toString();
  }

  private Call seal(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "seal",
                "baselines",
                "hypothesis",
                "Ridge beats the last value.",
                "expect",
                "ridge < last-value",
                "data",
                posts.toString(),
                "set",
                Call.QUICK,
                "to",
                frozen.toString()));
    options.addAll(List.of(more));
    return Call.of(options.toArray(String[]::new));
  }

  private Call unseal(String... more) {
    List<String> options = new ArrayList<>(List.of("unseal", frozen.toString(), "out", out));
    options.addAll(List.of(more));
    return Call.of(options.toArray(String[]::new));
  }

  private static void assertRefused(Call call, ExitCode code, String... texts) {
    assertThat(call.code()).as(call.text()).isEqualTo(code);
    assertThat(call.text()).contains(texts).doesNotContain("run folder ", "\tat ");
  }

  @Test
  void unseal_ofASealedExperiment_runsItOnceAndGivesTheVerdict() throws IOException {
    Call first = seal();
    assertThat(first.code()).as(first.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(first.text()).contains("sealed " + frozen, "SHA-256 ", "-Dunseal=" + frozen);
    assertThat(scratch.resolve("runs")).doesNotExist();

    Call opened = unseal();

    assertThat(opened.code()).as(opened.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(opened.text())
        .contains("“Ridge beats the last value.” Expected: ridge < last-value. The hypothesis is ")
        .contains("First look at this test period, as far as the ledger knows.")
        .doesNotContain("unsealed before", "period: exploratory");
    assertThat(Files.readString(opened.folder().resolve("report/report.md")))
        .contains("The hypothesis is ");
    assertThat(Files.readString(opened.folder().resolve("provenance.json")))
        .contains("-Dunseal=" + frozen);
    assertThat(scratch.resolve("runs/ledger.jsonl")).content().contains("\"seal\":\"");

    assertRefused(unseal(), ExitCode.USAGE, "mine.json was unsealed before", "-Dagain=true");
    // the ledger knows without the marker
    Path marker = scratch.resolve("sealed/mine.json.unsealed");
    Files.delete(marker);
    assertRefused(unseal(), ExitCode.USAGE, "mine.json was unsealed before");

    Call again = unseal("again", "true");

    assertThat(again.code()).as(again.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(again.text())
        .contains("It was unsealed before: exploratory.")
        .contains("Look 2 at this test period: exploratory.");
    assertThat(marker).content().contains(again.folder().getFileName().toString());
  }

  @Test
  void unseal_ofAChangedSeal_isRefused() throws IOException {
    seal();
    String text = Files.readString(frozen);
    for (String change :
        List.of("Ridge beats", "ridge < last-value", "rounds: 20", "generatedPosts: 3000")) {
      Files.writeString(frozen, text.replace(change, change + "0"));
      assertRefused(unseal(), ExitCode.USAGE, frozen + " was changed after it was sealed");
    }
    Files.writeString(frozen, "{}");
    assertRefused(unseal(), ExitCode.USAGE, frozen + " was changed after it was sealed");
    Files.writeString(frozen, "no json");
    assertRefused(unseal(), ExitCode.USAGE, frozen + " is no sealed experiment");
  }

  @Test
  void unseal_ofChangedData_isRefusedAndMayBeUnsealedLater() throws IOException {
    seal();
    String before = Files.readString(posts);
    Files.writeString(posts, before + PostFile.row(200) + "\n");

    assertRefused(unseal(), ExitCode.DATA, posts + ": not what was sealed");

    Files.writeString(posts, before);
    assertThat(unseal().code()).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void unseal_withOptionsThatWouldChangeIt_isRefused() {
    seal();

    assertRefused(unseal("set", "window=3"), ExitCode.USAGE, "leave out -Dset");
    assertRefused(unseal("data", "x.csv"), ExitCode.USAGE, "leave out -Ddata");
  }

  @Test
  void seal_ofDataThatCanNotBeParsed_readsItsBytesOnly() throws IOException {
    Files.writeString(posts, "no posts at all");

    Call call = seal();

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Files.readString(frozen)).contains(posts.toString(), "sha256");
  }

  @Test
  void seal_ofWhatCanNotBe_isRefused() {
    assertRefused(
        seal("expect", "ridge < lightgbm-mea"),
        ExitCode.USAGE,
        "'ridge < lightgbm-mea' expects something of 'lightgbm-mea', which is no entry of baselines; maybe 'lightgbm-mae'");
    assertRefused(seal("data", "nowhere.csv"), ExitCode.DATA, "nowhere.csv");
    assertRefused(
        Call.of("seal", "baselines", "hypothesis", "So."), ExitCode.USAGE, "add -Dexpect=");
    assertThat(frozen).doesNotExist();
    seal();
    assertRefused(seal(), ExitCode.USAGE, frozen + " is there already");
  }

  @Test
  void groundswell_sealAndUnseal_doTheSame() {
    Call call =
        groundswell(
            "seal",
            "baselines",
            "--hypothesis=So.",
            "--expect=ridge < last-value by 5",
            "--data=" + posts,
            "--set=" + Call.QUICK,
            "--to=" + frozen);
    assertThat(call.text()).contains("to open it: groundswell unseal " + frozen);

    Call opened = groundswell("unseal", frozen.toString(), "--out=" + out);

    assertThat(opened.text()).contains("Expected: ridge < last-value by 5. The hypothesis is ");
    assertThat(groundswell("unseal", frozen.toString(), "--out=" + out).code())
        .isEqualTo(ExitCode.USAGE);
  }

  private static Call groundswell(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int code = Groundswell.call(stream, stream, arguments);
    for (ExitCode one : ExitCode.values()) {
      if (one.code() == code) {
        return new Call(one, bytes.toString(StandardCharsets.UTF_8));
      }
    }
    throw new AssertionError("exit code " + code);
  }

  @Test
  void run_ofTheSamePeriodAgain_isTheSecondLookWhateverTheExperiment() throws IOException {
    String ledger = scratch.resolve("elsewhere/ledger.jsonl").toString();
    Call first = run(Call.QUICK, "ledger", ledger);
    Call second = run(Call.QUICK + ",seeds=[7]", "ledger", ledger);
    Call other = run(Call.QUICK, "out", scratch.resolve("others").toString());

    assertThat(first.text()).contains("First look at this test period");
    assertThat(second.text()).contains("Look 2 at this test period: exploratory.");
    assertThat(other.text()).contains("First look at this test period");
    assertThat(scratch.resolve("runs/ledger.jsonl")).doesNotExist();
    assertThat(scratch.resolve("elsewhere/ledger.jsonl")).content().contains("\"fold\":2");
  }

  @Test
  void run_withADamagedLedger_stopsBeforeAnythingIsTrained() throws IOException {
    Path ledger = Files.createDirectories(Path.of(out)).resolve("ledger.jsonl");
    Files.writeString(ledger, "what?\n");

    Call call = run(Call.QUICK);

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(call.text()).contains("ledger.jsonl, line 1, is damaged").doesNotContain("cells,");
    assertThat(ledger).hasContent("what?");
  }

  @Test
  void resume_ofARunThatHadRead_isNoFurtherLook() throws IOException {
    Call call = run(Call.QUICK);
    Path folder = call.folder();
    Path ledger = folder.resolveSibling("ledger.jsonl");
    String before = Files.readString(ledger);
    for (String lost : List.of("MANIFEST.sha256", "metrics.jsonl", "looks.json")) {
      Files.delete(folder.resolve(lost));
    }

    Call resumed = Call.of("resume", folder.toString());

    assertThat(resumed.text()).contains("First look at this test period");
    assertThat(ledger).content().isEqualTo(before);
  }

  private Call run(String set, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("exp", "baselines", "set", set, "data", posts.toString(), "out", out));
    options.addAll(List.of(more));
    Call call = Call.of(options.toArray(String[]::new));
    if (call.code() != ExitCode.RUN_FAILED) {
      assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    }
    return call;
  }
}
