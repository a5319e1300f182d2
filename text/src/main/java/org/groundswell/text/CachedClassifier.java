package org.groundswell.text;

import java.util.List;

/** A classifier whose scores come by way of a cache. */
record CachedClassifier(CachedEncoder scores, List<String> labels) implements TextClassifier {
  @Override
  public String name() {
    return scores.name();
  }

  @Override
  public String fingerprint() {
    return scores.fingerprint();
  }

  @Override
  public String normalised(String text) {
    return scores.normalised(text);
  }

  @Override
  public float[][] encode(List<String> texts) {
    return scores.encode(texts);
  }

  @Override
  public void close() {
    scores.close();
  }
}
