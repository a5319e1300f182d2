package org.groundswell.experiments.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * What tells whether forecasts made elsewhere are of the same rows: the SHA-256 of each row's id,
 * group, instant, stratum and targets, in their order, and of the folds' row numbers. Features,
 * models and seeds are not in it.
 */
public final class RowsHash {
  private RowsHash() {}

  /** The hash in hexadecimal. */
  public static String of(Frame frame, List<Fold> folds) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    int targets = frame.schema().targets().size();
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * 2 + Long.BYTES * (targets + 1));
    frame.schema().targets().forEach(name -> add(digest, name));
    frame.groups().forEach(name -> add(digest, name));
    for (int row = 0; row < frame.rows(); row++) {
      add(digest, frame.id(row));
      numbers.clear();
      numbers.putInt(frame.group(row)).putInt(frame.stratum(row)).putLong(frame.millis(row));
      for (int t = 0; t < targets; t++) {
        numbers.putDouble(frame.observed(row, t));
      }
      digest.update(numbers.array());
    }
    for (Fold fold : folds) {
      add(digest, "fold " + fold.number());
      add(digest, fold.train());
      add(digest, fold.validation());
      add(digest, fold.refit());
      add(digest, fold.test());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, int[] rows) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rows.length + 1, Integer.BYTES));
    bytes.putInt(rows.length);
    for (int row : rows) {
      bytes.putInt(row);
    }
    digest.update(bytes.array());
  }
}
