package org.groundswell.text;

import ai.onnxruntime.OrtEnvironment;

/** What identifies how an encoder turns texts into vectors. */
final class Fingerprint {
  /** Changes with how this package runs models and reads their output. */
  private static final int VERSION = 1;

  private Fingerprint() {}

  /**
   * @param reading how the model's output is read, such as a pooling
   */
  static String of(ModelFolder folder, TextInput input, String reading) {
    return Sha256.of(
        String.join(
            "\n",
            "version " + VERSION,
            "onnxruntime " + OrtEnvironment.getEnvironment().getVersion(),
            "files " + folder.sha256(),
            "normaliser " + input.normaliser().version(),
            "prefix " + Sha256.of(input.prefix()),
            "max-tokens " + input.maxTokens(),
            reading));
  }
}
