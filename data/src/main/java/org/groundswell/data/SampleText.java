package org.groundswell.data;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The text of a generated post and what the text is worth: what a reader sees in it really shifts
 * the counts.
 *
 * @param text invented words and plain phrases, sometimes of several lines
 * @param likesEffect what it adds to the logarithm of all three counts
 * @param sharesEffect what it adds to the logarithm of the shares besides
 * @param commentsEffect what it adds to the logarithm of the comments besides
 */
record SampleText(String text, double likesEffect, double sharesEffect, double commentsEffect) {
  private static final List<String> THINGS =
      List.of(
          "zimble",
          "frandle",
          "quopper",
          "mibbet",
          "trundlewick",
          "snorvel",
          "plimbo",
          "garnook",
          "wexel",
          "hoobarn",
          "dapplin",
          "yorrit");
  private static final List<String> STATEMENTS =
      List.of(
          "The new %s is on the table this morning",
          "Notes from the workshop about the %s",
          "We took the %s apart and put it together again",
          "A quiet day with one %s and a cup of tea",
          "Someone left a %s in the hallway",
          "The second version of our %s weighs less than the first",
          "Today the %s ran for six hours without a break",
          "Measured the %s twice, the numbers agree");
  private static final List<String> MORE =
      List.of(
          "It took longer than planned.",
          "Pictures will follow next week.",
          "The green one works better than the blue one.",
          "Thanks to all who helped with the tests.",
          "Nobody knows yet why it hums at night.",
          "The list of parts is on the page.",
          "We will try again with a smaller wheel.");
  private static final List<String> QUESTIONS =
      List.of(
          "Which %s would you pick?",
          "Has anybody seen a %s like this?", "What should the next %s be called?");
  private static final List<String> HYPE =
      List.of("Huge news:", "This is amazing:", "Finally here:", "Best launch ever:");
  private static final List<String> ANSWERS =
      List.of("yes, the %s", "not the %s, the other one", "the %s is fine, thank you", "see above");
  private static final List<String> EMOJI =
      List.of("\uD83D\uDE80", "\uD83C\uDF3F", "\uD83D\uDD27", "\u2728");

  static SampleText reply(Random random) {
    String text =
        "@sample_reader"
            + random.nextInt(40)
            + " "
            + pick(ANSWERS, random).formatted(thing(random));
    boolean asks = random.nextInt(6) == 0;
    return new SampleText(asks ? text + "?" : text, 0, -0.5, asks ? 0.4 : 0);
  }

  static SampleText repost(Random random) {
    return new SampleText(
        "RP @sample_reader" + random.nextInt(40) + ": " + statement(random) + ".", -1, 0, -0.5);
  }

  static SampleText original(Random random) {
    double likes = 0;
    double shares = 0;
    double comments = 0;
    StringBuilder text = new StringBuilder();
    if (random.nextDouble() < 0.12) {
      text.append(pick(HYPE, random)).append(' ');
      likes += 0.8;
      shares += 0.3;
    }
    text.append(statement(random));
    if (random.nextDouble() < 0.08) {
      text.append(" \"as ").append(thing(random)).append(" as it gets\"");
    }
    boolean loud = random.nextDouble() < 0.2;
    text.append(loud ? "!" : ".");
    likes += loud ? 0.2 : 0;
    int sentences = random.nextInt(5);
    boolean severalLines = random.nextDouble() < 0.15;
    for (int k = 0; k < sentences; k++) {
      text.append(severalLines ? "\n" : " ").append(pick(MORE, random));
    }
    likes += 0.12 * (sentences - 2);
    if (random.nextDouble() < 0.2) {
      text.append(' ').append(pick(QUESTIONS, random).formatted(thing(random)));
      likes += 0.1;
      comments += 0.9;
    }
    if (random.nextDouble() < 0.06) {
      text = new StringBuilder(text.toString().toUpperCase(Locale.ROOT));
      likes += 0.35;
    }
    if (random.nextDouble() < 0.1) {
      text.append(" with @sample_reader").append(random.nextInt(40));
      shares += 0.2;
    }
    if (random.nextDouble() < 0.2) {
      text.append(' ').append(pick(EMOJI, random));
      likes += 0.3;
    }
    if (random.nextDouble() < 0.3) {
      text.append(" #").append(thing(random));
      shares += 0.35;
    }
    if (random.nextDouble() < 0.25) {
      text.append(" https://example.org/").append(thing(random)).append('/');
      text.append(random.nextInt(1000));
      likes -= 0.6;
      shares += 0.4;
    }
    return new SampleText(text.toString(), likes, shares, comments);
  }

  private static String statement(Random random) {
    return pick(STATEMENTS, random).formatted(thing(random));
  }

  private static String thing(Random random) {
    return pick(THINGS, random);
  }

  private static String pick(List<String> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
