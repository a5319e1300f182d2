package org.groundswell.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of vectors by the SHA-256 of their texts, to which one program at a time may append.
 *
 * <p>Little-endian. The file begins with the 8 bytes {@code GWVEC001} and an int, the vectors'
 * dimensions. Blocks follow: an int, the count n of texts; n SHA-256 of 32 bytes; a CRC-32C of all
 * this; and n times the vector, 4 bytes a dimension, and a CRC-32C of SHA-256 and vector. A block
 * that was written in part, or whose sums do not fit, ends the file for a reader, and is cut off
 * before something is appended.
 */
final class VectorFile implements AutoCloseable {
  static final String SUFFIX = ".vec";

  private static final byte[] MAGIC = {'G', 'W', 'V', 'E', 'C', '0', '0', '1'};
  private static final int HEADER = MAGIC.length + Integer.BYTES;

  /** Texts of a block at most. */
  static final int MOST_TEXTS = 1024;

  private final Path path;
  private final int dimensions;
  private final FileChannel channel;

  /** Where the last whole block ends. */
  private long end;

  /** There if this one may append. */
  private Optional<FileClaim> claim = Optional.empty();

  private boolean used;

  /** Takes what a file holds. */
  interface Taker {
    void take(TextKey key, long offset);
  }

  private VectorFile(Path path, int dimensions, FileChannel channel) {
    this.path = path;
    this.dimensions = dimensions;
    this.channel = channel;
  }

  /** Opens a file that is there; nothing of it is read yet. */
  static VectorFile open(Path path, int dimensions) throws IOException {
    return new VectorFile(
        path,
        dimensions,
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Makes a new, empty file. */
  static VectorFile create(Path folder, int dimensions) throws IOException {
    VectorFile file = open(Files.createTempFile(folder, "", SUFFIX), dimensions);
    try {
      ByteBuffer header = buffer(HEADER).put(MAGIC).putInt(dimensions).flip();
      file.write(header, 0);
      file.end = HEADER;
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Bytes of all whole blocks that were read or written. */
  long size() {
    return end;
  }

  /** Reads which texts were added since the last time; the vectors themselves are not read. */
  void scan(Taker taker) throws IOException {
    if (end == 0) {
      ByteBuffer header = buffer(HEADER);
      if (!read(header, 0)
          || !header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
          || header.getInt(MAGIC.length) != dimensions) {
        return;
      }
      end = HEADER;
    }
    ByteBuffer count = buffer(Integer.BYTES);
    while (read(count.clear(), end)) {
      int texts = count.getInt();
      if (texts < 1 || texts > MOST_TEXTS || end + blockBytes(texts) > channel.size()) {
        return;
      }
      ByteBuffer keys = buffer(keysBytes(texts));
      if (!read(keys, end)) {
        return;
      }
      int summed = keys.limit() - Integer.BYTES;
      if (keys.getInt(summed) != sum(keys.duplicate().limit(summed))) {
        return;
      }
      keys.position(Integer.BYTES);
      long offset = end + keys.limit();
      for (int k = 0; k < texts; k++) {
        taker.take(TextKey.read(keys), offset + (long) k * vectorBytes());
      }
      end += blockBytes(texts);
    }
  }

  /**
   * Reads a vector.
   *
   * @return whether it is there unharmed
   */
  boolean read(TextKey key, long offset, float[] into) throws IOException {
    ByteBuffer bytes = buffer(TextKey.BYTES + vectorBytes());
    bytes.put(key.bytes());
    if (!read(bytes, offset)) {
      return false;
    }
    int summed = bytes.limit() - Integer.BYTES;
    if (bytes.getInt(summed) != sum(bytes.duplicate().position(0).limit(summed))) {
      return false;
    }
    bytes.position(TextKey.BYTES).asFloatBuffer().get(into);
    if (!used) {
      used = true;
      touch();
    }
    return true;
  }

  /** Says that the file is of use, so that others are dropped before it. */
  private void touch() {
    try {
      Files.setLastModifiedTime(path, FileTime.from(Clock.systemUTC().instant()));
    } catch (IOException e) {
      // gone, or another's: then it is dropped when its old time says so
    }
  }

  /** Whether this one may append from now on; false if another one does. */
  boolean claim() throws IOException {
    if (claim.isEmpty()) {
      claim = FileClaim.take(path);
    }
    return claim.isPresent();
  }

  /**
   * Appends the vectors of at most {@link #MOST_TEXTS} texts, after a claim and then a scan.
   *
   * @param keys with their vectors, {@code [text, dimension]}
   */
  void append(List<TextKey> keys, List<float[]> vectors, Taker taker) throws IOException {
    if (claim.isEmpty()) {
      throw new IllegalStateException("claim " + path + " first");
    }
    ByteBuffer block = buffer(Math.toIntExact(blockBytes(keys.size())));
    block.putInt(keys.size());
    keys.forEach(key -> block.put(key.bytes()));
    block.putInt(sum(block.duplicate().flip()));
    int first = block.position();
    CRC32C crc = new CRC32C();
    for (int k = 0; k < keys.size(); k++) {
      int at = block.position();
      for (float value : vectors.get(k)) {
        block.putFloat(value);
      }
      crc.reset();
      crc.update(keys.get(k).bytes());
      crc.update(block.duplicate().position(at).limit(block.position()));
      block.putInt((int) crc.getValue());
    }
    channel.truncate(end);
    write(block.flip(), end);
    for (int k = 0; k < keys.size(); k++) {
      taker.take(keys.get(k), end + first + (long) k * vectorBytes());
    }
    end += block.limit();
  }

  private int vectorBytes() {
    return Float.BYTES * dimensions + Integer.BYTES;
  }

  private static int keysBytes(int texts) {
    return Integer.BYTES + texts * TextKey.BYTES + Integer.BYTES;
  }

  private long blockBytes(int texts) {
    return keysBytes(texts) + (long) texts * vectorBytes();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int sum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Fills a buffer and flips it; false if the file ends before. */
  private boolean read(ByteBuffer into, long from) throws IOException {
    int first = into.position();
    while (into.hasRemaining()) {
      int read = channel.read(into, from + into.position() - first);
      if (read < 0) {
        return false;
      }
    }
    into.flip();
    return true;
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (claim.isPresent()) {
        claim.get().close();
      }
    }
  }
}
