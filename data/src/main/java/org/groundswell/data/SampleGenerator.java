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
import java.util.Random;

/**
 * Writes a generated sample in the canonical layout: made-up posts of made-up authors ({@code
 * sample_ada}), for trying things out and for tests. A result on it says nothing about people.
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
  private static final double VIRAL = 0.006;
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
        new SampleGenerator(config).writePosts(writer);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(
          "%s: the sample can't be written (%s)".formatted(csv, e.getMessage()), e);
    }
  }

  private record Slot(long second, int author) {}

  /** What changes from post to post of an author. */
  private static final class Author {
    private double level;
    private double momentum;
    private long lastSecond;
  }

  private void writePosts(CsvWriter writer) {
    List<Author> authors = new ArrayList<>();
    for (int a = 0; a < config.authors(); a++) {
      Author author = new Author();
      author.level = StrictMath.log(30) + random.nextDouble() * StrictMath.log(100);
      authors.add(author);
    }
    List<Slot> slots = slots();
    for (int k = 0; k < slots.size(); k++) {
      Slot slot = slots.get(k);
      writer.writeRecord(post(k + 1, slot, authors.get(slot.author())));
    }
  }

  private String[] post(int number, Slot slot, Author author) {
    double days = (slot.second() - author.lastSecond) / (double) DAY_SECONDS;
    author.lastSecond = slot.second();
    author.level += 0.07 * StrictMath.sqrt(days) * random.nextGaussian();
    author.momentum = MOMENTUM_KEPT * author.momentum + 0.4 * random.nextGaussian();
    double viral = 0;
    if (random.nextDouble() < VIRAL) {
      viral = 2.5 + StrictMath.abs(random.nextGaussian());
      author.momentum += 0.3 * viral;
    }
    double kind = random.nextDouble();
    boolean reply = kind < REPLIES;
    boolean repost = !reply && kind < REPLIES + REPOSTS;
    SampleText text =
        reply
            ? SampleText.reply(random)
            : repost ? SampleText.repost(random) : SampleText.original(random);
    double common =
        author.momentum
            + viral
            + 0.35 * daily(hour(slot.second()), 18)
            + (isWeekend(slot.second()) ? -0.25 : 0)
            + text.likesEffect()
            + (reply ? -2.3 : 0)
            + 0.35 * random.nextGaussian();
    double likes = author.level + common + 0.15 * random.nextGaussian();
    double shares =
        author.level - 1.7 + 0.9 * common + text.sharesEffect() + 0.3 * random.nextGaussian();
    double comments =
        author.level - 2 + 0.8 * common + text.commentsEffect() + 0.35 * random.nextGaussian();
    return new String[] {
      String.format(Locale.ROOT, "sample-%06d", number),
      NAMES.get(slot.author()),
      config.start().plusSeconds(slot.second()).toString(),
      text.text(),
      count(likes),
      count(shares),
      count(comments),
      repost ? "1" : "0",
      reply ? "1" : "0"
    };
  }

  private String count(double logarithm) {
    boolean missing = random.nextDouble() < MISSING;
    return missing ? "" : Long.toString((long) StrictMath.exp(logarithm));
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
