package org.groundswell.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes row-major arrays as NumPy's {@code .npy} files, version 1.0, little-endian. */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private Npy() {}

  static void write(Path file, float[] values, int... shape) throws IOException {
    ByteBuffer bytes = begin("<f4", values.length, shape);
    for (float value : values) {
      bytes.putFloat(value);
    }
    write(file, bytes);
  }

  static void write(Path file, int[] values, int... shape) throws IOException {
    ByteBuffer bytes = begin("<i4", values.length, shape);
    for (int value : values) {
      bytes.putInt(value);
    }
    write(file, bytes);
  }

  private static ByteBuffer begin(String type, int length, int[] shape) {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != length) {
      throw new IllegalArgumentException(
          "%d values do not fill the shape %s".formatted(length, Arrays.toString(shape)));
    }
    String sizes = Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining());
    String header =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': (%s)}", type, sizes);
    int before = MAGIC.length + Short.BYTES;
    int padding = ALIGNMENT - (before + header.length() + 1) % ALIGNMENT;
    header += " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(
            Math.addExact(before + header.length(), Math.multiplyExact(length, Float.BYTES)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII));
  }

  private static void write(Path file, ByteBuffer bytes) throws IOException {
    bytes.flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
