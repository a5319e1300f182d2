package org.groundswell.post;

/**
 * What a post carries besides its text, as far as its source tells: {@code NaN} where it does not.
 *
 * @param photos how many
 * @param videos how many, moving pictures without sound included
 * @param seconds how long its videos are together
 * @param link 1 if an address is attached to it, else 0
 * @param card 1 if a preview of such an address is shown, else 0
 */
public record Media(double photos, double videos, double seconds, double link, double card) {
  /** Of a post whose source tells nothing. */
  public static final Media UNKNOWN =
      new Media(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  public Media {
    if (photos < 0 || videos < 0 || seconds < 0) {
      throw new IllegalArgumentException(
          "%s photos, %s videos of %s seconds: none can be negative"
              .formatted(photos, videos, seconds));
    }
    if (!isFlag(link) || !isFlag(card)) {
      throw new IllegalArgumentException("link %s, card %s: each is 0 or 1".formatted(link, card));
    }
  }

  private static boolean isFlag(double value) {
    return value == 0 || value == 1 || Double.isNaN(value);
  }
}
