package org.groundswell.experiments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.experiments.run.RunFolder;

/**
 * A call of the program from the command line, in this JVM.
 *
 * @param code how it ended
 * @param text what it printed
 */
record Call(ExitCode code, String text) {
  /** Four baselines on two folds, which takes half a second. */
  static final String QUICK = "folds.minTrain=20,folds.count=2,threads=1,models.3.config.rounds=20";

  /** The bundled experiment {@code smoke} in two seconds. */
  static final String SMOKE =
      "data.generatedPosts=400,folds.minTrain=50,window=4,training.epochs=1,"
          + "models.0.config.dModel=8,models.0.config.feedForward=8,models.4.config.rounds=20";

  /** Calls with properties, key after value. */
  static Call of(String... properties) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ExitCode code = into(out, properties);
    return new Call(code, bytes.toString(StandardCharsets.UTF_8));
  }

  /** Calls with a terminal of one's own. */
  static ExitCode into(PrintStream out, String... properties) {
    Map<String, String> given = new TreeMap<>();
    for (int k = 0; k < properties.length; k += 2) {
      given.put(properties[k], properties[k + 1]);
    }
    try {
      return Main.run(given, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The run folder that the call named. */
  Path folder() {
    return text.lines()
        .filter(line -> line.startsWith("run folder "))
        .map(line -> Path.of(line.substring("run folder ".length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no run folder in: " + text));
  }

  /** Every file under a folder by its name there, with its content as ISO-8859-1, which any is. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            folder.relativize(file).toString().replace('\\', '/'),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  /** The checksums of the files that are the same bits whenever and wherever a run is made. */
  static Map<String, String> results(Path folder) throws IOException {
    Map<String, String> results = new TreeMap<>();
    List<String> timed =
        List.of(
            "cost.jsonl",
            "provenance.json",
            "run.log",
            "config.yaml",
            "looks.json",
            RunFolder.MANIFEST);
    for (String name : files(folder).keySet()) {
      if (!timed.contains(name) && !name.startsWith("report/")) {
        results.put(name, Sha256.of(folder.resolve(name)));
      }
    }
    return results;
  }
}
