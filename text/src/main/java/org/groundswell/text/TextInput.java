package org.groundswell.text;

import java.util.Objects;
import org.groundswell.text.prepare.Normalisation;
import org.groundswell.text.prepare.Normaliser;

/**
 * How texts go into a model.
 *
 * @param normaliser prepares a text
 * @param prefix stands before each prepared text, as some models were trained; mostly empty
 * @param maxTokens where a text is cut, with the tokens that mark its begin and end
 * @param threads how many batches run at a time; the vectors do not depend on it
 */
public record TextInput(Normaliser normaliser, String prefix, int maxTokens, int threads) {
  /**
   * Links and mentions masked, no prefix, 128 tokens, more than which a post of 280 characters
   * hardly has, 2 threads.
   */
  public static final TextInput OF_POSTS = new TextInput(Normalisation.MASKED, "", 128, 2);

  public TextInput {
    Objects.requireNonNull(normaliser, "normaliser");
    Objects.requireNonNull(prefix, "prefix");
    if (maxTokens < 3 || maxTokens > 8192) {
      throw new IllegalArgumentException("max-tokens " + maxTokens + " is not within 3 to 8192");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is less than 1");
    }
  }

  public TextInput withNormaliser(Normaliser other) {
    return new TextInput(other, prefix, maxTokens, threads);
  }

  public TextInput withPrefix(String other) {
    return new TextInput(normaliser, other, maxTokens, threads);
  }

  public TextInput withMaxTokens(int other) {
    return new TextInput(normaliser, prefix, other, threads);
  }

  public TextInput withThreads(int other) {
    return new TextInput(normaliser, prefix, maxTokens, other);
  }
}
