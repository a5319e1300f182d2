package org.groundswell.experiments.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What a run says, on the terminal and, with the time, in {@code run.log}. */
final class RunLog {
  private final PrintStream terminal;
  private final Path file;
  private final InstantSource clock;

  RunLog(PrintStream terminal, Path file, InstantSource clock) {
    this.terminal = terminal;
    this.file = file;
    this.clock = clock;
  }

  /** Says something on the terminal and in the file. */
  void say(String text) {
    terminal.println(text);
    note(text);
  }

  /** Writes something to the file only. */
  synchronized void note(String text) {
    StringBuilder lines = new StringBuilder();
    text.lines()
        .forEach(
            line ->
                lines
                    .append(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                    .append("  ")
                    .append(line)
                    .append('\n'));
    try {
      Files.write(
          file,
          lines.toString().getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
