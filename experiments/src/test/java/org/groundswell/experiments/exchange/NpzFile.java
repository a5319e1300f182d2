package org.groundswell.experiments.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads arrays of a NumPy file by what its format says, for tests. */
public final class NpzFile {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([^)]*)\\), \\} *\n");

  private final Path file;

  public NpzFile(Path file) {
    this.file = file;
  }

  /**
   * An array.
   *
   * @param values row-major numbers, or texts as Python would give them
   */
  public record Array(String type, List<Integer> shape, double[] values, List<String> texts) {
    public double at(int row, int column) {
      return values[row * shape.get(1) + column];
    }
  }

  public List<String> names() {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Array array(String name) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ByteBuffer bytes =
          ByteBuffer.wrap(zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      int length = Short.toUnsignedInt(bytes.getShort(8));
      String header = new String(bytes.array(), 10, length, StandardCharsets.US_ASCII);
      Matcher matcher = HEADER.matcher(header);
      if (bytes.get(0) != (byte) 0x93 || (10 + length) % 64 != 0 || !matcher.matches()) {
        throw new AssertionError("not the header of an array: " + header);
      }
      List<Integer> shape = new ArrayList<>();
      int count = 1;
      for (String size : matcher.group(2).split(",", -1)) {
        if (!size.isBlank()) {
          shape.add(Integer.valueOf(size.strip()));
          count *= shape.get(shape.size() - 1);
        }
      }
      bytes.position(10 + length);
      Array array = read(matcher.group(1), shape, count, bytes);
      if (bytes.hasRemaining()) {
        throw new AssertionError(bytes.remaining() + " bytes too many");
      }
      return array;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Array read(String type, List<Integer> shape, int count, ByteBuffer bytes) {
    double[] values = new double[type.startsWith("<U") ? 0 : count];
    List<String> texts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      switch (type) {
        case "<i4" -> values[k] = bytes.getInt();
        case "<i8" -> values[k] = bytes.getLong();
        case "<f4" -> values[k] = bytes.getFloat();
        case "<f8" -> values[k] = bytes.getDouble();
        default -> texts.add(text(bytes, Integer.parseInt(type.substring(2))));
      }
    }
    return new Array(type, shape, values, texts);
  }

  private static String text(ByteBuffer bytes, int length) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < length; k++) {
      int codePoint = bytes.getInt();
      if (codePoint != 0) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }
}
