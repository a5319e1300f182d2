package org.groundswell.experiments.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which data a run read.
 *
 * @param name of the file, without its folder, which is nobody else's business
 * @param bytes its size
 * @param rows how many rows were read from it
 * @param sha256 of its content, in hexadecimal
 */
public record DataFile(String name, long bytes, long rows, String sha256) {

  /** A file as it is now. */
  public static DataFile of(Path file, long rows) throws IOException {
    return new DataFile(file.getFileName().toString(), Files.size(file), rows, sha256(file));
  }

  /** The SHA-256 of a file, in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
