package org.groundswell.experiments;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A process that holds the lock of a run folder until it is killed; it prints h once it does. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            Path.of(System.getProperty("lock")),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      channel.lock();
      System.out.print('h');
      System.out.flush();
      TimeUnit.MINUTES.sleep(2);
    }
  }
}
