package org.groundswell.experiments.run;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.DataException;
import org.groundswell.data.PostReader;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.FoldTable;
import org.groundswell.experiments.audit.Finding;
import org.groundswell.experiments.audit.FitRecord;
import org.groundswell.experiments.audit.Leakage;
import org.groundswell.experiments.audit.LeakageAudit;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.EnsembleEntry;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.ModelEntry;
import org.groundswell.experiments.config.OutsideEntry;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.exchange.OutsideForecasts;
import org.groundswell.experiments.machine.Backend;
import org.groundswell.experiments.machine.NativeSettings;
import org.groundswell.experiments.machine.Progress;
import org.groundswell.experiments.machine.Provenance;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.experiments.report.Report;
import org.groundswell.experiments.report.RunState;
import org.groundswell.frame.Frame;
import org.groundswell.window.Windows;

/**
 * One run of an experiment, from the configuration to the report: makes a run folder, or goes on
 * with one, and keeps everybody else out of it until it is closed.
 */
public final class Experiment implements AutoCloseable {
  private static final String CONFIG = "config.yaml";
  private static final String PROVENANCE = "provenance.json";
  private static final String DATA = "data.json";
  private static final String OUTSIDE = "outside.json";
  private static final String LOOKS = "looks.json";
  private static final String LOG = "run.log";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ExperimentConfig config;
  private final ModelCatalog catalog;
  private final RunFolder folder;
  private final RunLock lock;
  private final Session session;
  private final RunLog log;
  private final Ledger ledger;

  /**
   * Where and how the program was called.
   *
   * @param caller who is told what to type
   * @param command what reproduces the run, for its report
   * @param ledger where reads of test slices are entered, if not beside the run folder
   */
  public record Session(
      Caller caller,
      String command,
      Optional<Path> ledger,
      NativeSettings settings,
      Backend backend,
      PrintStream terminal,
      InstantSource clock) {}

  private Experiment(
      ExperimentConfig config,
      ModelCatalog catalog,
      RunFolder folder,
      RunLock lock,
      Session session) {
    this.config = config;
    this.catalog = catalog;
    this.folder = folder;
    this.lock = lock;
    this.session = session;
    this.log = new RunLog(session.terminal(), folder.resolve(LOG), session.clock());
    Path beside = folder.path().toAbsolutePath().resolveSibling(Ledger.FILE);
    this.ledger = new Ledger(session.ledger().orElse(beside));
  }

  /**
   * A new run that opens a sealed experiment.
   *
   * @param again whether it was opened before
   */
  public static Experiment unseal(
      Seal seal,
      boolean again,
      ExperimentConfig config,
      ModelCatalog catalog,
      Path out,
      Session session)
      throws IOException {
    Experiment experiment = start(config, catalog, out, session);
    experiment.folder.writeJson(Seal.Opening.FILE, new Seal.Opening(seal, again));
    return experiment;
  }

  /**
   * Whether a sealed experiment was opened before, as far as a ledger knows.
   *
   * @throws IOException if the ledger is damaged
   */
  public static boolean opened(Seal seal, Path out, Session session) throws IOException {
    Ledger ledger = new Ledger(session.ledger().orElse(out.resolve(Ledger.FILE)));
    return ledger.read().stream().anyMatch(read -> seal.sha256().equals(read.seal()));
  }

  /**
   * A new run.
   *
   * @param out where run folders are made
   * @throws UsageException if none can be made there
   */
  public static Experiment start(
      ExperimentConfig config, ModelCatalog catalog, Path out, Session session) throws IOException {
    if (config.data().format() == DataConfig.Format.POSTS) {
      config.data().posts().ifPresent(PostReader::requireFile);
    } else {
      DataFiles.of(config.data().paths());
      DataFiles.of(config.data().testPaths());
    }
    config.data().contextFile().ifPresent(PostReader::requireFile);
    config.outside().forEach(outside -> PostReader.requireFile(outside.path()));
    String provenance = provenance(config, session).toJson();
    String yaml = config.toYaml();
    String hash = HexFormat.of().toHexDigits(yaml.hashCode());
    String stamp = STAMP.format(session.clock().instant());
    Path path = out.resolve(stamp + "_" + config.name() + "_" + hash);
    for (int k = 2; !made(path, session); k++) {
      path = out.resolve(stamp + "-" + k + "_" + config.name() + "_" + hash);
    }
    RunFolder folder = new RunFolder(path);
    // the configuration last: it is what makes a folder that of a run
    folder.writeText(PROVENANCE, provenance + "\n");
    RunLock lock = RunLock.of(path, session.caller());
    folder.writeText(CONFIG, yaml);
    return new Experiment(config, catalog, folder, lock, session);
  }

  /** Makes a folder unless there is one, which may be that of another run of the same second. */
  private static boolean made(Path path, Session session) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(path)) {
        return false;
      }
      throw cannotMake(path, session, e);
    } catch (IOException e) {
      throw cannotMake(path, session, e);
    }
  }

  private static UsageException cannotMake(Path path, Session session, IOException cause) {
    return new UsageException(
        "the run folder %s can't be made (%s). Name a place that can be written by %s."
            .formatted(path, cause, session.caller().option("out", "DIR")),
        cause);
  }

  /**
   * Goes on with a run that was stopped.
   *
   * @param config as it stands in the folder
   * @throws UsageException if the folder is not an unfinished run, another process is at work in
   *     it, or what is left of it would not get the bits of an undisturbed run
   */
  public static Experiment resume(
      Path path, ExperimentConfig config, ModelCatalog catalog, Session session)
      throws IOException {
    RunFolder folder = new RunFolder(path);
    checkUnfinished(folder);
    RunLock lock = RunLock.of(path, session.caller());
    try {
      // again: it may have been finished just before it was let go of
      checkUnfinished(folder);
      checkUnchanged(folder, provenance(config, session), session.caller());
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    return new Experiment(config, catalog, folder, lock, session);
  }

  private static void checkUnfinished(RunFolder folder) {
    if (folder.finished()) {
      throw new UsageException(
          "%s is finished: its report is %s"
              .formatted(folder.path(), folder.resolve("report/index.html")));
    }
  }

  /** What was finished and what is still to come must be of one configuration and one program. */
  private static void checkUnchanged(RunFolder folder, Provenance now, Caller caller)
      throws IOException {
    if (!Files.isRegularFile(folder.resolve(PROVENANCE))) {
      throw new UsageException(
          "%s has no %s, which says what the run began with. Begin a new run without %s."
              .formatted(folder.path(), PROVENANCE, caller.option("resume")));
    }
    JsonNode began = folder.readTree(PROVENANCE);
    if (!now.configSha256().equals(began.path("configSha256").asText())) {
      throw new UsageException(
          "%s is not the configuration this run began with. Put the old values back, or begin a new run by %s."
              .formatted(
                  folder.resolve(CONFIG), caller.experiment(folder.resolve(CONFIG).toString())));
    }
    List<String> differences = now.differences(began);
    if (!differences.isEmpty()) {
      throw new UsageException(
          "%s began otherwise and would not end with the same bits: %s. Go back to what was then, or begin a new run without %s."
              .formatted(folder.path(), String.join(", ", differences), caller.option("resume")));
    }
  }

  /** The configuration file of a run folder. */
  public static Path configOf(Path run, Caller caller) {
    Path file = run.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "%s is not a run folder: it has no %s. %s takes a folder like runs/20260101T120000Z_smoke_0a1b2c3d"
              .formatted(run, CONFIG, caller.option("resume")));
    }
    return file;
  }

  /** The name of the experiment. */
  public String name() {
    return config.name();
  }

  /** Where the run is written. */
  public Path path() {
    return folder.path();
  }

  /** Where the run says what it does. */
  public Path log() {
    return folder.resolve(LOG);
  }

  /** Writes to the log why the run ended, if that can still be written. */
  public void note(String text) {
    try {
      log.note(text);
    } catch (UncheckedIOException e) {
      session.terminal().println("%s can't be written: %s".formatted(log(), e.getMessage()));
    }
  }

  /**
   * Runs what is not finished yet.
   *
   * @throws DataException if the data can't be used, or are not those the run began with
   */
  public ExitCode run() throws IOException, InterruptedException {
    log.say("%s: %s".formatted(config.name(), config.question()));
    log.say("run folder " + folder.path());
    // damage is found now, and not when all have chosen
    ledger.read();
    Instant started = started();
    FrameData read = readData(started);
    Frame frame = read.frame();
    Backtest data =
        Backtest.of(
            new Windows(frame, config.window(), config.queryRow()),
            config.inputs(),
            config.target());
    List<Fold> folds = cut(read);
    List<Outside> outside = readOutside(frame, folds);
    LeakageAudit audit = new LeakageAudit(config, read.made(), frame, folds);
    Leakage before = audit.before();
    if (leaks(before, List.of())) {
      log.say("nothing was fitted");
      return ExitCode.RUN_FAILED;
    }
    Ablation.Sorted sorted = Ablation.of(config, frame);
    sorted.ablation().notes().forEach(log::say);
    if (!sorted.ablation().isEmpty()) {
      folder.writeJson(Ablation.FILE, sorted.ablation());
    }
    List<Cell> cells = cells(sorted.models(), folds, outside);
    int threads =
        Math.min(config.workers(Runtime.getRuntime().availableProcessors()), cells.size());
    log.say("%d cells, %d at a time".formatted(cells.size(), threads));
    folder.writeText(
        RunState.CELLS, String.join("\n", cells.stream().map(Cell::name).toList()) + "\n");
    List<CellResult> results;
    Champion champion;
    try (Progress progress = Progress.to(session.terminal(), session.clock())) {
      Runner runner = new Runner(data, folder, cells, threads, progress, log);
      champion = frozen(Champion.of(config, firstTarget(frame), cells, runner.select()));
      enterLook(read.summary(), folds, started);
      results = runner.test();
    }
    folder.writeJsonLines(
        "pooled.jsonl", Pooled.of(folder, frame, cells, results, config.primaryMetric()));
    Slices.of(folder, frame, config.data().format(), folds, cells, results, champion).write(folder);
    var tested = TestedChampion.of(folder, frame, cells, results, champion);
    if (tested.isPresent()) {
      folder.writeJson(Champion.TEST, tested.get());
    }
    if (Files.exists(folder.resolve(ConfiguredData.TRUTH))) {
      folder.writeJson(
          "lower-bound.json",
          LowerBound.of(
              folder.resolve(ConfiguredData.TRUTH), frame, folds, config.losses().quantiles()));
    }
    boolean leak = leaks(afterwards(audit, frame, cells, results), before.checks());
    List<String> verdict = Report.write(folder.path());
    folder.writeManifest();
    log.say("");
    verdict.forEach(log::say);
    log.say("");
    log.say("report " + folder.resolve("report/index.html").toUri());
    long failed = results.stream().filter(result -> !result.ok()).count();
    if (failed > 0) {
      log.say("%d of %d cells failed; the report names them".formatted(failed, results.size()));
    }
    return failed > 0 || leak ? ExitCode.RUN_FAILED : ExitCode.SUCCESS;
  }

  private static String firstTarget(Frame frame) {
    return frame.schema().targets().get(0);
  }

  /**
   * Writes down who was chosen, before a model forecasts a test row.
   *
   * @throws UsageException if tests were read for another choice
   */
  private Champion frozen(Champion champion) throws IOException {
    boolean written = Files.exists(folder.resolve(Champion.FILE));
    if (written
        ? !folder.holdsJson(Champion.FILE, champion)
        : Files.exists(folder.resolve(Runner.METRICS))) {
      throw new UsageException(
          "%s %s, though test rows may have been read since the choice by %s. Put the old files back, or begin a new run by %s."
              .formatted(
                  folder.resolve(Champion.FILE),
                  written ? "names another choice" : "is not there",
                  Runner.SELECTED,
                  session.caller().experiment(folder.resolve(CONFIG).toString())));
    }
    if (!written) {
      folder.writeJson(Champion.FILE, champion);
    }
    champion
        .folds()
        .forEach(
            own ->
                log.say(
                    "champion of fold %d, by validation rows alone: %s, %s of %s %s"
                        .formatted(
                            own.fold(),
                            own.entry(),
                            config.primaryMetric().label(),
                            champion.target(),
                            String.format(Locale.ROOT, "%.4f", own.value()))));
    return champion;
  }

  private Optional<Seal.Opening> opening() throws IOException {
    return Files.exists(folder.resolve(Seal.Opening.FILE))
        ? Optional.of(folder.readJson(Seal.Opening.FILE, Seal.Opening.class))
        : Optional.empty();
  }

  /** Enters in the ledger that test slices are about to be read, once however often resumed. */
  private void enterLook(FrameData.Summary summary, List<Fold> folds, Instant started)
      throws IOException {
    if (Files.exists(folder.resolve(LOOKS))) {
      return;
    }
    String seal = opening().map(opening -> opening.seal().sha256()).orElse(null);
    String champion = Sha256.of(folder.resolve(Champion.FILE));
    List<Ledger.Read> reads =
        folds.stream()
            .map(
                fold ->
                    new Ledger.Read(
                        summary.sha256(),
                        summary.context() == null ? null : summary.context().sha256(),
                        summary.generated(),
                        List.copyOf(summary.targets().keySet()),
                        fold.number(),
                        fold.cut(),
                        fold.testEnd(),
                        folder.path().toAbsolutePath().normalize().getFileName().toString(),
                        started,
                        config.name(),
                        Sha256.of(config.toYaml()),
                        champion,
                        session.clock().instant(),
                        seal))
            .toList();
    folder.writeJson(LOOKS, new Looks(ledger.enter(reads), summary.generated()));
  }

  /** What stands in {@code looks.json}: which look at its test period the run is. */
  private record Looks(int look, boolean generated) {}

  /** Lets others into the run folder. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** When the run began, not when it was resumed, so that it reads the same posts again. */
  private Instant started() throws IOException {
    return Instant.parse(folder.readTree(PROVENANCE).path("started").asText());
  }

  private FrameData readData(Instant started) throws IOException {
    FrameData read = ConfiguredData.read(config, folder.path(), started, log::say);
    FrameData.Summary summary = read.summary();
    log.say(
        "%s%s: %,d rows in, %,d quarantined, %,d filtered out, %,d in the frame; %d %s, %s to %s"
            .formatted(
                summary.generated() ? "GENERATED SAMPLE " : "",
                summary.file(),
                summary.rowsIn(),
                summary.quarantined(),
                summary.filtered(),
                summary.rows(),
                summary.groups(),
                summary.groupsAre(),
                summary.first(),
                summary.last()));
    sayNotes(summary);
    checkSame(summary);
    folder.writeJson(DATA, summary);
    return read;
  }

  private void sayNotes(FrameData.Summary summary) {
    if (summary.quarantined() > 0) {
      log.say(
          "quarantined rows, with line and reason: %s %s"
              .formatted(
                  folder.resolve(summary.files() == null ? "quarantine.csv" : "quarantine"),
                  summary.quarantineReasons()));
    }
    long missing = summary.notes().getOrDefault("missing-hours", 0L);
    if (missing > 0) {
      log.say("%,d hours between others have no row; they stay without".formatted(missing));
    }
  }

  /** Whether a resumed run has read what it began with. */
  private void checkSame(FrameData.Summary summary) throws IOException {
    if (Files.exists(folder.resolve(DATA))) {
      JsonNode began = folder.readTree(DATA);
      Path sample = folder.resolve("data");
      String files = config.data().generated() ? sample.toString() : config.data().files();
      checkSame(files, summary.sha256(), began);
      if (summary.context() != null) {
        checkSame(
            config.data().contextFile().orElseThrow().toString(),
            summary.context().sha256(),
            began.path("context"));
      }
    }
  }

  private static void checkSame(String file, String sha256, JsonNode began) {
    String then = began.path("sha256").asText();
    if (!then.equals(sha256)) {
      throw new DataException(
          "%s is not the file this run began with: SHA-256 %s, then %s. Put the old file back or begin a new run."
              .formatted(file, sha256, then));
    }
  }

  private List<Fold> cut(FrameData read) throws IOException {
    List<Fold> folds = ConfiguredData.folds(config, read, session.caller());
    log.say(FoldTable.text(folds));
    folder.writeText("folds.csv", String.join("\n", FoldTable.csv(folds)) + "\n");
    return folds;
  }

  private Leakage afterwards(
      LeakageAudit audit, Frame frame, List<Cell> cells, List<CellResult> results)
      throws IOException {
    Set<String> finished =
        results.stream().filter(CellResult::ok).map(CellResult::cell).collect(toSet());
    Set<String> fitted =
        cells.stream()
            .filter(cell -> cell.entry() instanceof Entry<?> && finished.contains(cell.name()))
            .map(Cell::name)
            .collect(toSet());
    return audit.after(
        fitted,
        folder.readJsonLines(Runner.FITS, FitRecord.class),
        WithoutRows.of(
            folder, frame, cells, finished, config.primaryMetric(), audit.repeatedRows()));
  }

  /** Writes down what an audit has found and says what matters of it and was not said before. */
  private boolean leaks(Leakage found, List<Finding> said) throws IOException {
    folder.writeJson("leakage.json", found);
    for (Finding finding : found.checks()) {
      boolean matters = !finding.passed() || finding.verdict() == Finding.Verdict.WARNING;
      if (matters && !said.contains(finding)) {
        log.say(
            "%s: %s: %s"
                .formatted(
                    finding.passed() ? "Audit warns" : "LEAK", finding.text(), finding.evidence()));
      }
    }
    if (!found.passed()) {
      log.say(
          "the leakage audit failed: no result of these data can be trusted. All checks: "
              + folder.resolve("leakage.json"));
    }
    return !found.passed();
  }

  private static Provenance provenance(ExperimentConfig config, Session session) {
    List<Provenance.Encoder> encoders;
    try (TextReaders texts = ConfiguredData.texts(config)) {
      encoders = texts.encoders();
    }
    return Provenance.gather(
        session.command(),
        session.settings(),
        session.backend(),
        config.seeds(),
        Sha256.of(config.toYaml()),
        encoders,
        session.clock().instant());
  }

  /** Reads the forecasts of other programs, which must be those the run began with. */
  private List<Outside> readOutside(Frame frame, List<Fold> folds) throws IOException {
    List<Outside> read = new ArrayList<>();
    Map<String, OutsideFile> files = new LinkedHashMap<>();
    for (OutsideEntry entry : config.outside()) {
      files.put(entry.name(), new OutsideFile(entry.file(), Sha256.of(entry.path())));
      read.add(
          new Outside(
              entry.name(),
              OutsideForecasts.read(
                  entry.path(), frame, folds, config.losses().quantiles(), config.seeds().get(0))));
      log.say(
          "%s: forecasts made by another program, %s"
              .formatted(
                  entry.name(),
                  read.get(read.size() - 1).forecasts().hasValidation()
                      ? "of validation and test rows"
                      : "of test rows alone, so that it is no candidate for the champion"));
    }
    if (Files.exists(folder.resolve(OUTSIDE))) {
      JsonNode began = folder.readTree(OUTSIDE);
      files.forEach((name, file) -> checkSame(file.file(), file.sha256(), began.path(name)));
    } else if (!files.isEmpty()) {
      folder.writeJson(OUTSIDE, files);
    }
    return read;
  }

  /** What stands in {@code outside.json} of each entry. */
  private record OutsideFile(String file, String sha256) {}

  private List<Cell> cells(List<ModelEntry> models, List<Fold> folds, List<Outside> outside) {
    Map<String, Entry<?>> entries = new LinkedHashMap<>();
    for (ModelEntry model : models) {
      entries.put(model.name(), Entry.of(config, model, catalog));
    }
    List<Competitor> competitors = new ArrayList<>(entries.values());
    for (EnsembleEntry ensemble : config.ensembles()) {
      if (!entries.keySet().containsAll(ensemble.members())) {
        // one of them was left out, since the data have nothing of what it was to see
        continue;
      }
      List<Entry<?>> members = new ArrayList<>();
      ensemble.members().forEach(name -> members.add(entries.get(name)));
      competitors.add(new Ensemble(ensemble.name(), members, config.seeds()));
    }
    competitors.addAll(outside);
    List<Cell> cells = new ArrayList<>();
    for (Competitor competitor : competitors) {
      for (Fold fold : folds) {
        for (long seed : competitor.seeds(config.seeds())) {
          cells.add(new Cell(competitor, fold, seed));
        }
      }
    }
    return cells;
  }
}
