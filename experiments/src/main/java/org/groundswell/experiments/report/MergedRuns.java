package org.groundswell.experiments.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several runs of the same data, folds, targets and primary metric as one. An entry whose name
 * another run has too gets the run added to its name. A baseline that has the same numbers in
 * several runs stands once.
 */
final class MergedRuns {
  private final List<Path> folders;
  private final List<Run> runs;
  private final List<Origin> origins;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Pooled> pooled = new LinkedHashMap<>();
  private final List<SliceResults> slices = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private MergedRuns(List<Path> folders, List<Run> runs) {
    this.folders = folders;
    this.runs = runs;
    this.origins =
        IntStream.range(0, runs.size())
            .mapToObj(k -> runs.get(k).origins().get(0).labelled(letter(k) + ": " + folder(k)))
            .toList();
  }

  /** Puts runs together that are known to be alike. */
  static Run of(List<Path> folders, List<Run> runs) {
    return new MergedRuns(folders, runs).merged();
  }

  static String letter(int k) {
    return k < 26 ? String.valueOf((char) ('A' + k)) : "R" + (k + 1);
  }

  /** What runs are called beside their letter: as short as tells them apart. */
  private List<String> tellingApart() {
    List<String> folderNames = IntStream.range(0, runs.size()).mapToObj(this::folder).toList();
    return Stream.of(
            runs.stream().map(Run::name).toList(),
            folderNames.stream().map(name -> name.replaceFirst("_.*", "")).toList())
        .filter(names -> names.stream().distinct().count() == runs.size())
        .findFirst()
        .orElse(folderNames);
  }

  private String folder(int k) {
    return folders.get(k).toAbsolutePath().normalize().getFileName().toString();
  }

  private Run merged() {
    collect();
    measureSkill();
    Run first = runs.get(0);
    List<String> names = runs.stream().map(Run::name).distinct().toList();
    List<String> questions = runs.stream().map(Run::question).distinct().toList();
    Set<Double> coverages =
        runs.stream().map(Run::nominalCoverage).collect(Collectors.toCollection(TreeSet::new));
    return new Run(
        names.size() == 1
            ? "%s runs of %s".formatted(runs.size(), names.get(0))
            : "Comparison of " + String.join(", ", names),
        questions.size() == 1 ? questions.get(0) : "",
        first.primary(),
        first.targets(),
        coverages.size() == 1 ? first.nominalCoverage() : Double.NaN,
        first.data(),
        first.folds(),
        List.copyOf(entries),
        pooled,
        runs.stream().flatMap(run -> run.lowerBound().stream()).findFirst(),
        runs.stream().flatMap(run -> run.remarks().stream()).distinct().toList(),
        SliceResults.together(slices),
        Ablation.NONE,
        List.copyOf(notes),
        origins);
  }

  private void collect() {
    Map<String, Long> uses =
        runs.stream()
            .flatMap(run -> run.entries().stream())
            .collect(Collectors.groupingBy(Entry::name, LinkedHashMap::new, Collectors.counting()));
    Set<String> once = new LinkedHashSet<>();
    for (Map.Entry<String, Long> use : uses.entrySet()) {
      if (use.getValue() > 1 && sameBaseline(use.getKey())) {
        once.add(use.getKey());
      }
    }
    List<String> told = tellingApart();
    for (int k = 0; k < runs.size(); k++) {
      Run run = runs.get(k);
      for (Entry entry : run.entries()) {
        if (once.contains(entry.name()) && pooled.containsKey(entry.name())) {
          continue;
        }
        boolean shared = uses.get(entry.name()) > 1 && !once.contains(entry.name());
        String name =
            shared ? "%s (%s: %s)".formatted(entry.name(), letter(k), told.get(k)) : entry.name();
        entries.add(entry.of(origins.get(k)).named(name));
        slices.add(run.slices().of(entry.name(), name));
        Optional.ofNullable(run.pooled().get(entry.name()))
            .ifPresent(line -> pooled.put(name, line.named(name)));
      }
    }
    if (!once.isEmpty()) {
      notes.add(
          "Baselines with the same numbers in several runs stand once: %s."
              .formatted(String.join(", ", once)));
    }
  }

  /** Whether all runs that have a baseline have the same numbers of it, cell by cell. */
  private boolean sameBaseline(String name) {
    Set<List<Cell>> cells = new LinkedHashSet<>();
    Set<Object> lines = new LinkedHashSet<>();
    for (Run run : runs) {
      for (Entry entry : run.entries()) {
        if (entry.name().equals(name)) {
          if (entry.gradientTrained() || !entry.failed().isEmpty()) {
            return false;
          }
          cells.add(entry.cells());
          Pooled line = run.pooled().get(name);
          lines.add(line == null ? Map.of() : line.metrics());
        }
      }
    }
    return cells.size() == 1 && lines.size() == 1;
  }

  /** Against one author-median for all, that of the first run which has it. */
  private void measureSkill() {
    Optional<Entry> reference =
        entries.stream()
            .filter(entry -> entry.authorMedian() && pooled.containsKey(entry.name()))
            .findFirst();
    Run first = runs.get(0);
    pooled.replaceAll(
        (name, line) -> {
          Map<String, Double> skill = new LinkedHashMap<>();
          for (String target : first.targets()) {
            double own = line.metric(target, first.primary().key());
            double theirs =
                reference
                    .map(entry -> pooled.get(entry.name()).metric(target, first.primary().key()))
                    .orElse(Double.NaN);
            double value = Pooled.skill(first.primary(), own, theirs);
            if (!Double.isNaN(value)) {
              skill.put(target, value);
            }
          }
          return line.withSkill(skill);
        });
    long medians = entries.stream().filter(Entry::authorMedian).count();
    if (medians > 1 && reference.isPresent()) {
      notes.add("Skill is against %s, for all runs.".formatted(reference.get().name()));
    }
  }
}
