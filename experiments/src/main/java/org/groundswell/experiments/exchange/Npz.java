package org.groundswell.experiments.exchange;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A NumPy {@code .npz} file that is being written: a zip of {@code .npy} arrays of format 1.0,
 * row-major and little-endian, as {@code numpy.load(file, allow_pickle=False)} reads them. Rows are
 * written as they are made, so an array may be larger than memory; the same arrays give the same
 * bytes.
 */
final class Npz implements Closeable {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final int BUFFER = 1 << 16;

  /** The earliest that a zip can say. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /** Numbers of an array. */
  enum Type {
    INT32("<i4", Integer.BYTES),
    INT64("<i8", Long.BYTES),
    FLOAT32("<f4", Float.BYTES),
    FLOAT64("<f8", Double.BYTES);

    private final String descr;
    private final int bytes;

    Type(String descr, int bytes) {
      this.descr = descr;
      this.bytes = bytes;
    }
  }

  /** Where the rows of an array come from. */
  interface Rows {
    /** Puts the values of a row, the first index of the array. */
    void put(int row, ByteBuffer into);
  }

  Npz(Path file) throws IOException {
    zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    zip.setLevel(Deflater.NO_COMPRESSION);
  }

  /** An array of one value a row. */
  void vector(String name, Type type, int rows, Rows values) throws IOException {
    write(name, type.descr, type.bytes, rows, "(%d,)".formatted(rows), values);
  }

  /** An array of {@code width} values a row. */
  void matrix(String name, Type type, int rows, int width, Rows values) throws IOException {
    int bytes = Math.multiplyExact(width, type.bytes);
    write(name, type.descr, bytes, rows, "(%d, %d)".formatted(rows, width), values);
  }

  /** An array of row numbers. */
  void rowNumbers(String name, int[] rows) throws IOException {
    vector(name, Type.INT32, rows.length, (k, into) -> into.putInt(rows[k]));
  }

  /** An array of strings. */
  void texts(String name, List<String> texts) throws IOException {
    int longest = 1;
    for (String text : texts) {
      longest = Math.max(longest, text.codePointCount(0, text.length()));
    }
    String descr = "<U" + longest;
    int bytes = Math.multiplyExact(longest, Integer.BYTES);
    write(
        name,
        descr,
        bytes,
        texts.size(),
        "(%d,)".formatted(texts.size()),
        (k, into) -> {
          int end = into.position() + bytes;
          texts.get(k).codePoints().forEach(into::putInt);
          while (into.position() < end) {
            into.putInt(0);
          }
        });
  }

  private void write(
      String name, String descr, int bytesPerRow, int rows, String shape, Rows values)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(header(descr, shape));
    byte[] bytes = new byte[Math.max(bytesPerRow, BUFFER)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      if (buffer.remaining() < bytesPerRow) {
        zip.write(bytes, 0, buffer.position());
        buffer.clear();
      }
      values.put(row, buffer);
    }
    zip.write(bytes, 0, buffer.position());
    zip.closeEntry();
  }

  private static byte[] header(String descr, String shape) {
    String text =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
    int before = MAGIC.length + Short.BYTES;
    int padding = ALIGNMENT - (before + text.length() + 1) % ALIGNMENT;
    text += " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(before + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
