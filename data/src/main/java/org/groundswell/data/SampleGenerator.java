package org.groundswell.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Writes a generated sample in the canonical layout: made-up posts of made-up authors ({@code
 * sample_ada}), for trying things out and for tests. A result on it says nothing about people.
 * Beside it, if wanted, the {@linkplain SampleTruth truth}: the best forecast of each count.
 *
 * <p>The logarithm of a post's counts is the sum of
 *
 * <ul>
 *   <li>its author's level, which starts between 30 and 3,000 likes and drifts as a random walk;
 *   <li>the author's momentum, an AR(1) process from post to post, so that recent posts tell more
 *       than their median does;
 *   <li>the hour (best at 18:00 UTC) and the weekend;
 *   <li>what the {@linkplain SampleText text} is worth; replies earn a tenth;
 *   <li>now and then a viral event, part of which stays in the momentum;
 *   <li>noise, shared by the three counts and of each.
 * </ul>
 *
 * Posts come at the author's hours, less at weekends, sometimes in bursts, sometimes at the same
 * instant as another one; 3 % of each count are missing.
 *
 * <p>A post's {@linkplain PostState state} is what is settled before its own chance is drawn: the
 * level and the momentum that its author's earlier posts left, its time, kind and text. Its
 * <em>chance</em> is its own step of level and momentum, whether it goes viral and how far, and the
 * noise. The chance owes nothing to the state, so nobody who forecasts from earlier posts and from
 * the post itself knows more about its counts than the state tells.
 */
public final class SampleGenerator {
  static final List<String> NAMES =
      List.of(
          "sample_ada",
          "sample_bo",
          "sample_cleo",
          "sample_dov",
          "sample_eve",
          "sample_finn",
          "sample_gil",
          "sample_hana",
          "sample_ivo",
          "sample_june",
          "sample_kai",
          "sample_lou");
  static final int DAYS = 200;

  private static final int DAY_SECONDS = 86_400;
  private static final double REPLIES = 0.25;
  private static final double REPOSTS = 0.02;
  private static final double BURSTS = 0.1;
  private static final double SAME_INSTANT = 0.01;
  private static final double MISSING = 0.03;
  private static final double MOMENTUM_KEPT = 0.85;

  private final SampleConfig config;
  // its algorithm is part of the Java specification, and StrictMath gives the same bits everywhere
  private final Random random;

  private SampleGenerator(SampleConfig config) {
    this.config = config;
    this.random = new Random(config.seed());
  }

  /**
   * Writes the sample; the same configuration gives the same bytes on every machine.
   *
   * @throws DataException if the file can't be written
   */
  public static void write(Path csv, SampleConfig config) {
    write(csv, config, Optional.empty());
  }

  /**
   * Writes the sample, the same bytes as without its truth, and the truth.
   *
   * @param truth where the truth goes, see {@link SampleTruth#read}
   * @param levels of which quantiles the truth is to have, each within (0, 1)
   * @throws DataException if a file can't be written
   */
  public static void write(Path csv, SampleConfig config, Path truth, List<Double> levels) {
    try (SampleTruth.Writer writer = SampleTruth.writer(truth, levels)) {
      write(csv, config, Optional.of(writer));
    } catch (IOException | UncheckedIOException e) {
      throw cannotWrite(truth, e);
    }
  }

  private static void write(Path csv, SampleConfig config, Optional<SampleTruth.Writer> truth) {
    try {
      Path folder = csv.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (CsvWriter writer =
          CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(csv, StandardCharsets.UTF_8)) {
        writer.writeRecord(
            "id",
            "author",
            "created_utc",
            "text",
            "likes",
            "shares",
            "comments",
            "is_repost",
            "is_reply");
        new SampleGenerator(config).writePosts(writer, truth);
      }
    } catch (IOException | UncheckedIOException e) {
      throw cannotWrite(csv, e);
    }
  }

  private static DataException cannotWrite(Path file, Exception cause) {
    return new DataException(
        "%s: the sample can't be written (%s)".formatted(file, cause.getMessage()), cause);
  }

  private record Slot(long second, int author) {}

  /** What changes from post to post of an author. */
  private static final class Author {
    private double level;
    private double momentum;
    private long lastSecond;
  }

  private void writePosts(CsvWriter posts, Optional<SampleTruth.Writer> truth) {
    List<Author> authors = new ArrayList<>();
    for (int a = 0; a < config.authors(); a++) {
      Author author = new Author();
      author.level = StrictMath.log(30) + random.nextDouble() * StrictMath.log(100);
      authors.add(author);
    }
    List<Slot> slots = slots();
    for (int k = 0; k < slots.size(); k++) {
      String id = String.format(Locale.ROOT, "sample-%06d", k + 1);
      writePost(id, slots.get(k), authors.get(slots.get(k).author()), posts, truth);
    }
  }

  private void writePost(
      String id, Slot slot, Author author, CsvWriter posts, Optional<SampleTruth.Writer> truth) {
    double kind = random.nextDouble();
    boolean reply = kind < REPLIES;
    boolean repost = !reply && kind < REPLIES + REPOSTS;
    SampleText text =
        reply
            ? SampleText.reply(random)
            : repost ? SampleText.repost(random) : SampleText.original(random);

    PostState state =
        new PostState(
            author.level,
            MOMENTUM_KEPT * author.momentum,
            (slot.second() - author.lastSecond) / (double) DAY_SECONDS,
            0.35 * daily(hour(slot.second()), 18)
                + (isWeekend(slot.second()) ? -0.25 : 0)
                + text.likesEffect()
                + (reply ? -2.3 : 0),
            text.sharesEffect(),
            text.commentsEffect());
    truth.ifPresent(writer -> writer.write(id, state));
    PostState.Outcome outcome = state.draw(random);
    author.level = outcome.level();
    author.momentum = outcome.momentum();
    author.lastSecond = slot.second();
    posts.writeRecord(
        id,
        NAMES.get(slot.author()),
        config.start().plusSeconds(slot.second()).toString(),
        text.text(),
        field(outcome.counts().get(PostState.Count.LIKES)),
        field(outcome.counts().get(PostState.Count.SHARES)),
        field(outcome.counts().get(PostState.Count.COMMENTS)),
        repost ? "1" : "0",
        reply ? "1" : "0");
  }

  /** A count, or nothing where it is missing, which is a matter of chance alone. */
  private String field(long count) {
    return random.nextDouble() < MISSING ? "" : Long.toString(count);
  }

  /** Who posts when, in time order. */
  private List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    int regulars = config.authors() - 1;
    slots.add(new Slot(regularSecond(12), regulars));
    for (int author = 0; author < regulars; author++) {
      // the first author posts about three times as much as the last
      double weight = 1 - author / (1.5 * regulars);
      double all = regulars - (regulars - 1) / 3.0;
      int last = (int) ((config.posts() - 1) * weight / all);
      int peak = random.nextInt(24);
      int posts = author == regulars - 1 ? config.posts() - slots.size() : last;
      while (posts > 0) {
        long second = regularSecond(peak);
        int burst = random.nextDouble() < BURSTS ? 3 + random.nextInt(3) : 1;
        for (int k = 0; k < Math.min(burst, posts); k++) {
          slots.add(new Slot(Math.min(second, (long) DAYS * DAY_SECONDS - 1), author));
          second += 60 + random.nextInt(540);
        }
        posts -= burst;
      }
    }
    slots.sort(Comparator.comparingLong(Slot::second));
    for (int k = 1; k < slots.size(); k++) {
      if (random.nextDouble() < SAME_INSTANT) {
        slots.set(k, new Slot(slots.get(k - 1).second(), slots.get(k).author()));
      }
    }
    return slots;
  }

  private long regularSecond(int peakHour) {
    while (true) {
      long second = (long) (random.nextDouble() * DAYS * DAY_SECONDS);
      double likely = 0.5 + 0.45 * daily(hour(second), peakHour);
      if (random.nextDouble() < likely * (isWeekend(second) ? 0.5 : 1)) {
        return second;
      }
    }
  }

  private static double daily(double hour, double peak) {
    return StrictMath.cos((hour - peak) * 2 * StrictMath.PI / 24);
  }

  private double hour(long second) {
    return Math.floorMod(config.start().getEpochSecond() + second, DAY_SECONDS) / 3600.0;
  }

  private boolean isWeekend(long second) {
    // 1970-01-01 was a Thursday
    long day = Math.floorDiv(config.start().getEpochSecond() + second, DAY_SECONDS);
    return Math.floorMod(day + 3, 7) >= 5;
  }
}
