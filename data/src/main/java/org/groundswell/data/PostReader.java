package org.groundswell.data;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;

/**
 * Reads posts from a CSV file (RFC 4180, UTF-8, one header line) in chunks, so that a file may be
 * larger than memory: only the ids stay, to find duplicates.
 *
 * <p>The canonical columns are {@code
 * id,author,created_utc,text,likes,shares,comments,is_repost,is_reply} in any order; the first
 * three are required, empty counts and missing columns are unknown; media columns may follow, see
 * {@link org.groundswell.post.Media}. Reddit submissions ({@code
 * id,subreddit,created_utc,title,selftext,score,num_comments}) are recognised by their header: the
 * subreddit is the author, title and selftext the text, the score the likes.
 *
 * <p>A row that can't become a post is never dropped silently: it goes to the quarantine file, and
 * each row of the file is counted there or among the posts.
 */
public final class PostReader {
  static final int CHUNK_POSTS = 4096;

  private final Path file;
  private final Quarantine quarantine;
  private final Instant notAfter;
  private final Consumer<PostChunk> into;
  private final Set<String> ids = new HashSet<>();
  private final List<Post> chunk = new ArrayList<>();
  private final Map<String, Long> notes = new TreeMap<>();
  private long rowsIn;
  private long read;
  private String firstBad = "";

  private PostReader(Path file, Quarantine quarantine, Instant notAfter, Consumer<PostChunk> into) {
    this.file = file;
    this.quarantine = quarantine;
    this.notAfter = notAfter;
    this.into = into;
  }

  /** Reads a file from beginning to end, whatever the times of its posts. */
  public static ReadSummary read(Path file, Path quarantineFile, Consumer<PostChunk> into) {
    return read(file, quarantineFile, Instant.MAX, into);
  }

  /**
   * Reads a file from beginning to end.
   *
   * @param quarantineFile where bad rows go ({@code line,reason,field,value,raw}); made only if
   *     there are any, and the one of an earlier read is removed
   * @param notAfter the latest time a post can have, such as that of reading: one with a year
   *     mistyped would otherwise say that the collection went on till then
   * @param into gets the posts in the order of the file, 4096 at a time
   * @throws DataException if the file is missing, empty, not UTF-8 at all, has no usable header or
   *     not a single good row
   */
  public static ReadSummary read(
      Path file, Path quarantineFile, Instant notAfter, Consumer<PostChunk> into) {
    CsvFile.check(file, quarantineFile);
    try (Reader text = CsvFile.open(file);
        Quarantine quarantine = new Quarantine(quarantineFile)) {
      CsvRows rows = new CsvRows(text);
      return new PostReader(file, quarantine, notAfter, into).readAll(rows);
    } catch (IOException e) {
      throw new DataException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Says at once, before anything else is done, if there is no such file.
   *
   * @throws DataException naming the file and what is in its place
   */
  public static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "%s: %s. Check the path of the data file."
              .formatted(file, Files.isDirectory(file) ? "is a folder" : "there is no such file"));
    }
  }

  private ReadSummary readAll(CsvRows rows) throws IOException {
    Layout layout = header(rows);
    // while posts are used, the next ones are read: both take about as long
    ExecutorService reader = Executors.newSingleThreadExecutor(PostReader::thread);
    try {
      CompletableFuture<List<Post>> next = posts(rows, layout, reader);
      for (List<Post> posts = made(next); !posts.isEmpty(); posts = made(next)) {
        next = posts(rows, layout, reader);
        into.accept(new PostChunk(posts));
      }
    } finally {
      end(reader);
    }
    if (read == 0) {
      throw new DataException(
          rowsIn == 0
              ? "%s has a header but no rows. Check how it was exported.".formatted(file)
              : "%s: not one of %d rows could be read (%s); the first: %s. Times look like %s, counts like 12; see data/README.md."
                  .formatted(file, rowsIn, quarantine.reasons(), firstBad, Timestamps.EXAMPLES));
    }
    return new ReadSummary(
        rowsIn, read, quarantine.rows(), quarantine.reasons(), notes, layout.ignored());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "groundswell-posts");
    thread.setDaemon(true);
    return thread;
  }

  private CompletableFuture<List<Post>> posts(CsvRows rows, Layout layout, ExecutorService reader) {
    return CompletableFuture.supplyAsync(() -> posts(rows, layout), reader);
  }

  /** The next posts of the file, none at its end. */
  private List<Post> posts(CsvRows rows, Layout layout) {
    try {
      chunk.clear();
      Optional<CsvRow> row = rows.next();
      while (row.isPresent()) {
        rowsIn++;
        if (row.get() instanceof CsvRow.Whole whole) {
          take(whole, layout);
        } else if (row.get() instanceof CsvRow.Broken broken) {
          reject(broken, broken.reason(), "", "");
        }
        row = chunk.size() == CHUNK_POSTS ? Optional.empty() : rows.next();
      }
      return List.copyOf(chunk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Post> made(CompletableFuture<List<Post>> posts) throws IOException {
    try {
      return posts.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException unreadable) {
        throw unreadable.getCause();
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw (Error) e.getCause();
    }
  }

  /** Waits for what is being read: the file is closed next. */
  private static void end(ExecutorService reader) {
    CompletableFuture.runAsync(() -> {}, reader).join();
    reader.shutdown();
  }

  private Layout header(CsvRows rows) throws IOException {
    Layout layout = Layout.of(file, CsvFile.header(file, rows));
    rows.expect(layout.columns());
    return layout;
  }

  private void take(CsvRow.Whole row, Layout layout) {
    try {
      Post post = layout.post(row.fields());
      if (post.createdAt().isAfter(notAfter)) {
        throw new BadRowException(
            Reason.FUTURE_TIME, "created_utc", layout.value(row.fields(), "created_utc"));
      }
      if (!ids.add(post.id())) {
        throw new BadRowException(Reason.DUPLICATE_ID, "id", post.id());
      }
      read++;
      note("negative-score", layout.negativeScore(row.fields()));
      note("replacement-character", row.raw().indexOf('\uFFFD') >= 0);
      note("row-like-text", hidesRows(row.raw(), layout));
      chunk.add(post);
    } catch (BadRowException bad) {
      reject(row, bad.reason(), bad.field(), bad.value());
    }
  }

  private static boolean hidesRows(String raw, Layout layout) {
    boolean oneLine = raw.indexOf('\n') < 0 && raw.indexOf('\r') < 0;
    return !oneLine && raw.lines().skip(1).anyMatch(layout::looksLikeRow);
  }

  private void note(String kind, boolean seen) {
    if (seen) {
      notes.merge(kind, 1L, Long::sum);
    }
  }

  private void reject(CsvRow row, Reason reason, String field, String value) {
    if (firstBad.isEmpty()) {
      firstBad =
          "line %d, %s%s"
              .formatted(
                  row.line(),
                  reason.label(),
                  field.isEmpty() && value.isEmpty()
                      ? ""
                      : " %s '%s'".formatted(field, Quarantine.shorten(value, 100)));
    }
    quarantine.add(row, reason, field, value);
  }
}
