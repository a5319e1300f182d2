package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.UsageException;

/**
 * Keeps all but one program out of a run folder. The system lets go of it when its process dies, so
 * that a file left behind by a killed run holds nobody back.
 *
 * <p>Nothing else may open the file: where locks are POSIX's, to close it would give the lock up.
 */
final class RunLock implements AutoCloseable {
  /** Its file in the run folder, there as long as the run goes on. */
  static final String FILE = "run.lock";

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a run folder.
   *
   * @throws UsageException if another process, or another run of this one, has it
   */
  static RunLock of(Path folder, Caller caller) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new UsageException(
          "another run is at work in %s. Wait until it has ended, or begin a new run without %s."
              .formatted(folder, caller.option("resume")));
    }
    return new RunLock(file, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    // while it is still held: afterwards the file may be that of the next
    Files.deleteIfExists(file);
    channel.close();
  }
}
