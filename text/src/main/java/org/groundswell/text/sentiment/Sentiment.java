package org.groundswell.text.sentiment;

/**
 * What {@link Vader} makes of a text.
 *
 * @param negative the share of the text that is negative, in [0, 1]; the three shares add up to 1,
 *     or are all 0 in a text without a word
 * @param neutral the share that is neither
 * @param positive the share that is positive
 * @param compound the sum of all valences, squeezed into (−1, 1): below −0.05 a text is commonly
 *     called negative, above 0.05 positive
 */
public record Sentiment(double negative, double neutral, double positive, double compound) {
  static final Sentiment NONE = new Sentiment(0, 0, 0, 0);
}
