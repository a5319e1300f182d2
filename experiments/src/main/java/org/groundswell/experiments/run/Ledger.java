package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The account of who read which outcomes of a test period: {@code ledger.jsonl} beside the run
 * folders, to which lines are only ever added. It is safe under several programs at once.
 *
 * <p>It can't know of runs on other machines, with other ledgers, or whose lines were taken out;
 * nor that two files of different bytes hold the same posts.
 */
final class Ledger {
  static final String FILE = "ledger.jsonl";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** A file lock keeps other processes out, but not other threads of this one. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path file;

  Ledger(Path file) {
    this.file = file;
  }

  /**
   * One test slice that a run reads.
   *
   * @param dataSha256 of the data file or files, as in {@code data.json}
   * @param contextSha256 of the second file, absent without one
   * @param from start of the slice
   * @param to its end, not in it
   * @param run name of the run folder
   * @param started when that run began; with its name this tells runs apart
   * @param configSha256 of its configuration
   * @param championSha256 of {@code champion.json}, frozen by then
   * @param instant when the line was written, before the slice was read
   * @param seal SHA-256 of the sealed experiment that was unsealed, absent for others
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Read(
      String dataSha256,
      String contextSha256,
      boolean generated,
      List<String> targets,
      int fold,
      Instant from,
      Instant to,
      String run,
      Instant started,
      String experiment,
      String configSha256,
      String championSha256,
      Instant instant,
      String seal) {

    Read {
      if (dataSha256 == null || from == null || to == null || run == null || started == null) {
        throw new IllegalArgumentException("a line needs dataSha256, from, to, run and started");
      }
      targets = targets == null ? List.of() : List.copyOf(targets);
    }

    /** Whether some outcome may be read by both. Whatever the targets: they go together. */
    private boolean overlaps(Read other) {
      return dataSha256.equals(other.dataSha256)
          && from.isBefore(other.to)
          && other.from.isBefore(to);
    }

    private boolean sameRun(Read other) {
      return run.equals(other.run) && started.equals(other.started);
    }
  }

  /**
   * Enters the test slices of a run, unless they were when it was begun.
   *
   * @param reads of one run
   * @return which look at this test period the run is, 1 for the first: how many runs before it
   *     have read an overlapping period of the same data, and one
   * @throws IOException if a line of the ledger is damaged, naming it; nothing is written then
   */
  int enter(List<Read> reads) throws IOException {
    synchronized (IN_THIS_PROCESS) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        // given up with the channel; nobody may read and then add while another does
        channel.lock();
        List<Read> before = parse(text(channel));
        Read first = reads.get(0);
        boolean entered = before.stream().anyMatch(first::sameRun);
        if (!entered) {
          append(channel, reads);
        }
        Set<String> runs = new LinkedHashSet<>();
        for (Read read : before) {
          if (read.sameRun(first)) {
            break;
          }
          if (reads.stream().anyMatch(read::overlaps)) {
            runs.add(read.run() + " " + read.started());
          }
        }
        return runs.size() + 1;
      }
    }
  }

  /**
   * All lines, none where there is no ledger yet.
   *
   * @throws IOException if one is damaged
   */
  List<Read> read() throws IOException {
    synchronized (IN_THIS_PROCESS) {
      if (!Files.exists(file)) {
        return List.of();
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        // not while another adds to it: half a line looks like damage
        channel.lock(0, Long.MAX_VALUE, true);
        return parse(text(channel));
      }
    }
  }

  private static String text(FileChannel channel) throws IOException {
    return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void append(FileChannel channel, List<Read> reads) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Read read : reads) {
      lines.append(JSON.writeValueAsString(read)).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    channel.position(channel.size());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private List<Read> parse(String text) throws IOException {
    List<Read> reads = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        reads.add(JSON.readValue(line, Read.class));
      } catch (JsonProcessingException e) {
        throw damaged(number, e.getOriginalMessage(), e);
      }
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw damaged(number, "the line does not end", null);
    }
    return reads;
  }

  private IOException damaged(int number, String why, Exception cause) {
    return new IOException(
        "%s, line %d, is damaged: %s. The ledger was left as it is; mend the line, or move the file away and begin a new ledger."
            .formatted(file, number, why),
        cause);
  }
}
