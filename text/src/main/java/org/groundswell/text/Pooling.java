package org.groundswell.text;

import java.nio.FloatBuffer;

/** How the vectors of a text's tokens become one. */
public enum Pooling {
  /** That of the first token, as the BGE and mixedbread models were trained. */
  CLS {
    @Override
    void pool(FloatBuffer output, int first, int tokens, float[] into) {
      output.get(first, into);
    }
  },
  /** The mean over the text's own tokens, padding left out, as MiniLM was trained. */
  MEAN {
    @Override
    void pool(FloatBuffer output, int first, int tokens, float[] into) {
      float[] token = new float[into.length];
      for (int t = 0; t < tokens; t++) {
        output.get(first + t * into.length, token);
        for (int d = 0; d < into.length; d++) {
          into[d] += token[d];
        }
      }
      for (int d = 0; d < into.length; d++) {
        into[d] /= tokens;
      }
    }
  };

  /**
   * @param first where the vector of the text's first token begins
   * @param tokens how many the text has
   * @param into zeros, as many as a vector is long
   */
  abstract void pool(FloatBuffer output, int first, int tokens, float[] into);
}
