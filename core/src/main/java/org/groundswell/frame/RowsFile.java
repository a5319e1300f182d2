package org.groundswell.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file for the rows of a frame that is too large for the heap. It lies in the folder of
 * {@code java.io.tmpdir}. Rows are written to it, not through memory that is mapped, so that a full
 * disk is an error and not a crash. Where the system can, the file is deleted as soon as it is
 * open: its room is free again when the frames made of it are no longer used, or the process ends
 * however it may.
 */
final class RowsFile {
  /** Bytes a piece that is mapped may have at most; a buffer's positions are ints. */
  private static final int MOST_MAPPED = 1 << 30;

  private static final int BUFFER = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());

  private RowsFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes an empty file in the folder of {@code java.io.tmpdir}. */
  static RowsFile create() {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Makes an empty file.
   *
   * @throws UncheckedIOException if it can't be made
   */
  static RowsFile create(Path folder) {
    try {
      Path path = Files.createTempFile(folder, "groundswell-", ".rows");
      // where it can't be deleted while it is open
      path.toFile().deleteOnExit();
      return new RowsFile(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Writes the first {@code length} values behind those written so far. */
  void append(float[] values, int length) {
    FloatBuffer floats = buffer.clear().asFloatBuffer();
    try {
      for (int from = 0; from < length; from += floats.capacity()) {
        int count = Math.min(floats.capacity(), length - from);
        floats.put(0, values, from, count);
        buffer.position(0).limit(count * Float.BYTES);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } catch (IOException e) {
      closeAfter(e);
      throw failed(path, e);
    }
  }

  /** What was written so far, as rows. */
  FloatRows map(int width) {
    int rowBytes = width * Float.BYTES;
    int shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, MOST_MAPPED / rowBytes));
    long pieceBytes = (long) rowBytes << shift;
    try {
      long size = channel.size();
      FloatBuffer[] pieces = new FloatBuffer[Math.toIntExact((size - 1) / pieceBytes + 1)];
      for (int k = 0; k < pieces.length; k++) {
        long from = k * pieceBytes;
        pieces[k] =
            channel
                .map(MapMode.READ_ONLY, from, Math.min(pieceBytes, size - from))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
      }
      return new FloatRows.InFile(width, shift, pieces);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private void closeAfter(IOException failure) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static UncheckedIOException failed(Path where, IOException cause) {
    return new UncheckedIOException(
        new IOException(
            ("%s: the rows of a large frame can't be kept there (%s)."
                    + " Make room, or name another folder with -Djava.io.tmpdir=…")
                .formatted(where, cause.getMessage()),
            cause));
  }
}
