package org.groundswell.text;

import java.util.List;

/**
 * Turns texts into vectors of one length: a language model's embedding, or one score a label.
 *
 * <p>The vector of a text is the same bits whatever texts come with it, and in whatever order.
 * Encoders may hold native memory and are for one thread at a time.
 */
public interface TextEncoder extends AutoCloseable {

  /** What a report calls it, such as {@code bge-small-en-v1.5}. */
  String name();

  /**
   * 64 hexadecimal digits that change with everything a vector depends on but the text: the bytes
   * of model and tokenizer, pooling, prefix, the longest input, how a text is prepared.
   */
  String fingerprint();

  /** The text as it is read: texts of one such form have the same vector. */
  default String normalised(String text) {
    return text;
  }

  /** How long a vector is. */
  int dimensions();

  /**
   * The vectors of texts, {@code [text, dimension]}, all finite. An empty text has one too.
   *
   * @param texts any number; what is held in memory beyond them and their vectors does not grow
   *     with it
   * @throws TextModelException if a language model fails
   */
  float[][] encode(List<String> texts);

  @Override
  void close();
}
