package org.groundswell.experiments.run;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.groundswell.experiments.machine.Provenance;

/** Says now and then how far the texts of a file are read, and how long it will still take. */
final class TextProgress {
  private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final String file;
  private final String readers;
  private final long posts;
  private final Consumer<String> say;
  private final long start = System.nanoTime();
  private long said = start;
  private long read;

  /**
   * Begins.
   *
   * @param posts how many there are
   */
  TextProgress(String file, List<Provenance.Encoder> encoders, long posts, Consumer<String> say) {
    this.file = file;
    this.readers = String.join(", ", encoders.stream().map(Provenance.Encoder::name).toList());
    this.posts = posts;
    this.say = say;
    say.accept("texts of %s are read by %s".formatted(file, readers));
  }

  /** Tells of posts more. */
  void read(int more) {
    read += more;
    long now = System.nanoTime();
    if (now - said >= EVERY_NANOS && read < posts) {
      said = now;
      double seconds = (now - start) / 1e9;
      say.accept(
          String.format(
              Locale.ROOT,
              "texts of %s: %,d of %,d read, %,.0f a second, about %s left",
              file,
              read,
              posts,
              read / seconds,
              clock(seconds / read * (posts - read))));
    }
  }

  void done() {
    double seconds = (System.nanoTime() - start) / 1e9;
    say.accept(
        String.format(Locale.ROOT, "texts of %s: %,d read in %s", file, read, clock(seconds)));
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return "%d:%02d".formatted(whole / 60, whole % 60);
  }
}
