package org.groundswell.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An encoder that is asked only for the texts that a {@link FeatureCache} does not have. */
public final class CachedEncoder extends ForwardingEncoder {
  private static final Logger LOG = LoggerFactory.getLogger(CachedEncoder.class);
  private static final int SLICE_TEXTS = 4096;

  private final VectorStore store;
  private final Pruning pruning;
  private boolean keeping = true;
  private long found;
  private long computed;

  /** Called when a file was begun. */
  interface Pruning {
    void prune() throws IOException;
  }

  CachedEncoder(TextEncoder encoder, VectorStore store, Pruning pruning) {
    super(encoder);
    this.store = store;
    this.pruning = pruning;
  }

  /** How many texts were read from the cache so far. */
  public long found() {
    return found;
  }

  /** How many the encoder had to work out; a text that comes twice in a slice counts once. */
  public long computed() {
    return computed;
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += SLICE_TEXTS) {
      encode(texts, from, Math.min(from + SLICE_TEXTS, vectors.length), vectors);
    }
    return vectors;
  }

  private void encode(List<String> texts, int from, int to, float[][] vectors) {
    Map<TextKey, List<Integer>> missing = new LinkedHashMap<>();
    for (int k = from; k < to; k++) {
      TextKey key = TextKey.of(encoder.normalised(texts.get(k)));
      List<Integer> same = missing.get(key);
      if (same != null) {
        same.add(k);
        continue;
      }
      float[] vector = new float[dimensions()];
      if (read(key, vector)) {
        vectors[k] = vector;
        found++;
      } else {
        missing.computeIfAbsent(key, any -> new ArrayList<>(1)).add(k);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    float[][] made =
        encoder.encode(missing.values().stream().map(same -> texts.get(same.get(0))).toList());
    computed += made.length;
    keep(List.copyOf(missing.keySet()), List.of(made));
    int next = 0;
    for (List<Integer> same : missing.values()) {
      for (int k : same) {
        vectors[k] = k == same.get(0) ? made[next] : made[next].clone();
      }
      next++;
    }
  }

  private boolean read(TextKey key, float[] into) {
    try {
      return store.read(key, into);
    } catch (IOException e) {
      LOG.debug("a vector can't be read from the cache", e);
      return false;
    }
  }

  /** A cache that can't be written to is no reason to lose a run. */
  private void keep(List<TextKey> keys, List<float[]> vectors) {
    if (!keeping) {
      return;
    }
    try {
      if (store.add(keys, vectors)) {
        pruning.prune();
      }
    } catch (IOException e) {
      keeping = false;
      LOG.warn("vectors of {} are not cached any more: {}", name(), e.toString());
    }
  }
}
