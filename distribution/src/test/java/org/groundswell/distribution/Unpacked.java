package org.groundswell.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The distribution as somebody unpacks it, permissions included. */
record Unpacked(Path home) {
  private static final int OWNER_MAY_EXECUTE = 0100;

  /** How a call ended and what it printed. */
  record Call(int code, String out, String err) {
    String all() {
      return out + err;
    }
  }

  static Unpacked into(Path folder) throws IOException {
    Path zip = Path.of(System.getProperty("groundswell.zip"));
    try (ZipFile file = ZipFile.builder().setPath(zip).get()) {
      for (ZipArchiveEntry entry : Collections.list(file.getEntries())) {
        Path target = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
        if ((entry.getUnixMode() & OWNER_MAY_EXECUTE) != 0
            && !target.toFile().setExecutable(true)) {
          throw new IOException(target + " can't be made executable");
        }
      }
    }
    String name = zip.getFileName().toString().replaceFirst("\\.zip$", "");
    return new Unpacked(folder.resolve(name));
  }

  Path launcher() {
    return home.resolve("bin/groundswell");
  }

  /** Calls a program in a folder with more environment. */
  static Call call(Path program, Path folder, Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "call", ".out");
    Path err = Files.createTempFile(folder, "call", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(more);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("no end after five minutes: " + command);
    }
    return new Call(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return text;
  }
}
