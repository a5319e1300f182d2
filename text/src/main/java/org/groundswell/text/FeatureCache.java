package org.groundswell.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors of texts on disk, shared between runs and programs: what an encoder has once worked out
 * is read the next time. A vector is found by the encoder's fingerprint and the SHA-256 of the text
 * in its normal form; texts themselves are not kept.
 *
 * <p>Programs may use one folder at once. A program that is stopped, or a full disk, costs vectors
 * and never gives wrong ones: each is read with its checksum. The files that were not used for the
 * longest time are dropped when all of them together are too large. An encoder's index takes 36 to
 * 72 bytes of memory a text.
 */
public final class FeatureCache implements AutoCloseable {
  /** What is kept at most unless something else is said: 4 GB, 2.7 million texts of 384. */
  public static final long MOST_BYTES = 4L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);
  private static final long MOST_FILE_BYTES = 64L << 20;
  private static final int LEAST_FILES = 8;

  private final Path folder;
  private final long mostBytes;
  private final Map<String, VectorStore> stores = new LinkedHashMap<>();

  /**
   * @param folder made when the first vector is kept, such as {@link CacheFolder#standard}
   * @param mostBytes of all files together; while programs write, each may have one more file of an
   *     eighth of it, 64 MB at most
   */
  public FeatureCache(Path folder, long mostBytes) {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("a cache of " + mostBytes + " bytes keeps nothing");
    }
    this.folder = folder.resolve("features");
    this.mostBytes = mostBytes;
  }

  /**
   * The encoder, asked only for what is not here. Closing it closes the encoder.
   *
   * @throws TextModelException if the folder can't be used
   */
  public CachedEncoder over(TextEncoder encoder) {
    try {
      VectorStore store = stores.get(encoder.fingerprint());
      if (store == null) {
        store =
            VectorStore.open(
                folder.resolve(encoder.fingerprint()),
                encoder.dimensions(),
                Math.min(MOST_FILE_BYTES, mostBytes / LEAST_FILES));
        stores.put(encoder.fingerprint(), store);
      }
      return new CachedEncoder(encoder, store, this::prune);
    } catch (IOException e) {
      throw new TextModelException(
          "the cache folder %s can't be used (%s). Name another one, or none (text.cache of an experiment)."
              .formatted(folder, e),
          e);
    }
  }

  /** The classifier, asked only for what is not here. Closing it closes the classifier. */
  public TextClassifier over(TextClassifier classifier) {
    return new CachedClassifier(over((TextEncoder) classifier), classifier.labels());
  }

  /** Bytes of all files. */
  public long bytes() throws IOException {
    return files().stream().mapToLong(Kept::bytes).sum();
  }

  /**
   * Drops the files that were not used for the longest time until the rest is small enough. One
   * that a program is writing to is left.
   */
  public void prune() throws IOException {
    List<Kept> files = files();
    long bytes = files.stream().mapToLong(Kept::bytes).sum();
    for (Kept file : files) {
      if (bytes <= mostBytes) {
        return;
      }
      bytes -= drop(file.path()) ? file.bytes() : 0;
    }
  }

  private record Kept(Path path, long bytes, long usedMillis) {}

  /** All files, those first that were not used for the longest time. */
  private List<Kept> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Kept> files = new ArrayList<>();
    try (Stream<Path> encoders = Files.list(folder)) {
      for (Path encoder : encoders.filter(Files::isDirectory).toList()) {
        for (Path path : VectorStore.paths(encoder)) {
          try {
            files.add(new Kept(path, Files.size(path), Files.getLastModifiedTime(path).toMillis()));
          } catch (NoSuchFileException e) {
            // another program has just dropped it
          }
        }
      }
    }
    files.sort(Comparator.comparingLong(Kept::usedMillis).thenComparing(Kept::path));
    return files;
  }

  private boolean drop(Path path) throws IOException {
    if (stores.values().stream().anyMatch(store -> store.appendsTo(path))) {
      return false;
    }
    for (VectorStore store : stores.values()) {
      store.forget(path);
    }
    try {
      Optional<FileClaim> claim = FileClaim.take(path);
      if (claim.isEmpty()) {
        return false;
      }
      try {
        Files.delete(path);
      } finally {
        claim.get().close();
      }
      Files.deleteIfExists(FileClaim.lockOf(path));
      return true;
    } catch (NoSuchFileException e) {
      // another program was faster
      return true;
    }
  }

  /** Lets go of all files, and prunes; what can't be dropped now stays until the next time. */
  @Override
  public void close() {
    for (VectorStore store : stores.values()) {
      try {
        store.close();
      } catch (IOException e) {
        LOG.warn("a file of the cache folder {} can't be closed: {}", folder, e.toString());
      }
    }
    stores.clear();
    try {
      prune();
    } catch (IOException e) {
      LOG.warn("the cache folder {} can't be pruned: {}", folder, e.toString());
    }
  }
}
