package org.groundswell.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The vectors of one encoder in a folder of {@link VectorFile}s, shared with other programs: each
 * appends to a file of its own, and sees what was in the others when it opened the folder.
 */
final class VectorStore implements AutoCloseable {
  private final Path folder;
  private final int dimensions;
  private final long mostFileBytes;
  private final VectorIndex index = new VectorIndex();

  /** Null where a file was dropped. */
  private final List<VectorFile> files = new ArrayList<>();

  /** The file that is appended to, -1 as long as there is none. */
  private int own = -1;

  private VectorStore(Path folder, int dimensions, long mostFileBytes) {
    this.folder = folder;
    this.dimensions = dimensions;
    this.mostFileBytes = mostFileBytes;
  }

  /**
   * @param mostFileBytes after which a new file is begun
   */
  static VectorStore open(Path folder, int dimensions, long mostFileBytes) throws IOException {
    Files.createDirectories(folder);
    VectorStore store = new VectorStore(folder, dimensions, mostFileBytes);
    try {
      for (Path path : paths(folder)) {
        store.addFile(path);
      }
      return store;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  /** The files of a folder, by name. */
  static List<Path> paths(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().endsWith(VectorFile.SUFFIX))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private void addFile(Path path) throws IOException {
    try {
      files.add(VectorFile.open(path, dimensions));
    } catch (NoSuchFileException e) {
      // another program has just dropped it
      return;
    }
    scan(files.size() - 1);
  }

  private void scan(int number) throws IOException {
    files.get(number).scan((key, offset) -> index.put(key, number, offset));
  }

  /** Reads the vector of a text, if there is one. */
  boolean read(TextKey key, float[] into) throws IOException {
    long place = index.get(key);
    if (place == 0) {
      return false;
    }
    VectorFile file = files.get(VectorIndex.file(place));
    return file != null && file.read(key, VectorIndex.offset(place), into);
  }

  /**
   * Adds vectors of texts.
   *
   * @return whether a file was begun
   */
  boolean add(List<TextKey> keys, List<float[]> vectors) throws IOException {
    boolean begun = false;
    for (int from = 0; from < keys.size(); from += VectorFile.MOST_TEXTS) {
      int to = Math.min(from + VectorFile.MOST_TEXTS, keys.size());
      if (own < 0 || files.get(own).size() >= mostFileBytes) {
        own = fileToAppendTo();
        begun = true;
      }
      int number = own;
      files
          .get(own)
          .append(
              keys.subList(from, to),
              vectors.subList(from, to),
              (key, offset) -> index.put(key, number, offset));
    }
    return begun;
  }

  /** One that is not full and that no other program appends to, or a new one. */
  private int fileToAppendTo() throws IOException {
    for (int number = 0; number < files.size(); number++) {
      VectorFile file = files.get(number);
      if (file != null && file.size() > 0 && file.size() < mostFileBytes && file.claim()) {
        // what another program appended before it let go of the file
        scan(number);
        if (file.size() < mostFileBytes) {
          return number;
        }
      }
    }
    VectorFile file = VectorFile.create(folder, dimensions);
    files.add(file);
    if (!file.claim()) {
      throw new IOException(file.path() + " is new and yet another program writes to it");
    }
    return files.size() - 1;
  }

  /** Whether this store appends to a file. */
  boolean appendsTo(Path path) {
    return own >= 0 && files.get(own).path().equals(path);
  }

  /** Lets go of a file that is to be dropped: its vectors are not there any more. */
  void forget(Path path) throws IOException {
    for (int number = 0; number < files.size(); number++) {
      if (files.get(number) != null && files.get(number).path().equals(path)) {
        files.get(number).close();
        files.set(number, null);
      }
    }
  }

  int size() {
    return index.size();
  }

  /** Closes every file, also where one before it can't be closed. */
  @Override
  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (VectorFile file : files) {
      try {
        if (file != null) {
          file.close();
        }
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
