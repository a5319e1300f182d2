package org.groundswell.data;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What is settled of a generated post before its own chance is drawn.
 *
 * @param level of its author, as the earlier posts left it
 * @param momentum of its author, what is kept of the one that the earlier posts left
 * @param days since the author's post before
 * @param effect what time, kind and text add to the logarithm of all three counts
 * @param sharesEffect what the text adds to the logarithm of the shares besides
 * @param commentsEffect what the text adds to the logarithm of the comments besides
 */
record PostState(
    double level,
    double momentum,
    double days,
    double effect,
    double sharesEffect,
    double commentsEffect) {

  private static final double LEVEL_STEP_A_DAY = 0.07;
  private static final double MOMENTUM_STEP = 0.4;
  private static final double NOISE = 0.35;
  private static final double VIRAL = 0.006;
  // how far a viral event lifts a post by itself, and what stays of that in the momentum
  private static final double VIRAL_JUMP = 3.3;
  private static final double VIRAL_SPREAD = 0.6;
  private static final double VIRAL_KEPT = 0.3;

  /** A count, as it follows from what the three of a post share. */
  enum Count {
    LIKES(0, 1, 0.15),
    SHARES(-1.7, 0.9, 0.3),
    COMMENTS(-2, 0.8, 0.35);

    private final double offset;
    private final double gain;
    private final double noise;

    Count(double offset, double gain, double noise) {
      this.offset = offset;
      this.gain = gain;
      this.noise = noise;
    }

    /** The column in files. */
    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the chance made of a post.
   *
   * @param level of its author from now on
   * @param momentum of its author from now on
   */
  record Outcome(double level, double momentum, Map<Count, Long> counts) {}

  /** Draws the post's chance. */
  Outcome draw(Random random) {
    double levelMoves = levelStep() * random.nextGaussian();
    double momentumMoves = MOMENTUM_STEP * random.nextGaussian();
    double jump =
        random.nextDouble() < VIRAL ? VIRAL_JUMP + VIRAL_SPREAD * random.nextGaussian() : 0;
    momentumMoves += VIRAL_KEPT * jump;
    double moves = momentumMoves + jump + NOISE * random.nextGaussian();
    Map<Count, Long> counts = new EnumMap<>(Count.class);
    for (Count count : Count.values()) {
      double logarithm =
          location(count) + levelMoves + count.gain * moves + count.noise * random.nextGaussian();
      counts.put(count, (long) StrictMath.exp(logarithm));
    }
    return new Outcome(level + levelMoves, momentum + momentumMoves, counts);
  }

  /** How a count is distributed over the post's chance. */
  ConditionalCount given(Count count) {
    double variance =
        square(levelStep())
            + square(count.gain * MOMENTUM_STEP)
            + square(count.gain * NOISE)
            + square(count.noise);
    double gain = count.gain * (1 + VIRAL_KEPT);
    return new ConditionalCount(
        new ConditionalCount.Normal(location(count), StrictMath.sqrt(variance)),
        new ConditionalCount.Normal(
            location(count) + gain * VIRAL_JUMP,
            StrictMath.sqrt(variance + square(gain * VIRAL_SPREAD))),
        VIRAL);
  }

  private double location(Count count) {
    double own =
        switch (count) {
          case LIKES -> 0;
          case SHARES -> sharesEffect;
          case COMMENTS -> commentsEffect;
        };
    return level + count.offset + count.gain * (momentum + effect) + own;
  }

  private double levelStep() {
    return LEVEL_STEP_A_DAY * StrictMath.sqrt(days);
  }

  private static double square(double value) {
    return value * value;
  }
}
