package org.groundswell.text;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The right to write to a file, of one holder in all programs. It is the lock of a second file
 * beside it, opened for nothing else: on some systems a program loses its lock of a file as soon as
 * it closes any channel of it.
 */
final class FileClaim implements AutoCloseable {
  static final String SUFFIX = ".lock";

  /** Of this program. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path path;
  private final FileChannel channel;

  private FileClaim(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Empty if somebody else holds it. */
  static Optional<FileClaim> take(Path file) throws IOException {
    Path path = lockOf(file.toRealPath());
    synchronized (HELD) {
      if (!HELD.add(path)) {
        return Optional.empty();
      }
    }
    FileClaim claim = null;
    try {
      claim =
          new FileClaim(
              path, FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
      if (claim.channel.tryLock() != null) {
        return Optional.of(claim);
      }
      claim.close();
      return Optional.empty();
    } catch (IOException e) {
      if (claim != null) {
        claim.close();
      } else {
        letGo(path);
      }
      throw e;
    }
  }

  /** Where the lock of a file is. */
  static Path lockOf(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  private static void letGo(Path path) {
    synchronized (HELD) {
      HELD.remove(path);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      letGo(path);
    }
  }
}
