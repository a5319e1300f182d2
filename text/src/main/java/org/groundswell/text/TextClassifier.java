package org.groundswell.text;

import java.util.List;

/** A {@link TextEncoder} whose vector says, of each of its labels, how far it holds, in [0, 1]. */
public interface TextClassifier extends TextEncoder {

  /** The labels in the order of the vector, all different. */
  List<String> labels();

  @Override
  default int dimensions() {
    return labels().size();
  }
}
