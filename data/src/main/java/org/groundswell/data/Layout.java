package org.groundswell.data;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.groundswell.post.Media;
import org.groundswell.post.Post;

/**
 * Which column of a file is what, and how a row becomes a post. Two layouts are known, by their
 * headers: the canonical one and that of Reddit submissions.
 */
final class Layout {
  private static final Set<String> CANONICAL =
      Set.of(
          "id",
          "author",
          "created_utc",
          "text",
          "likes",
          "shares",
          "comments",
          "is_repost",
          "is_reply",
          "media_photos",
          "media_videos",
          "media_duration_s",
          "has_link",
          "has_card");
  private static final Set<String> MEDIA =
      Set.of("media_photos", "media_videos", "media_duration_s", "has_link", "has_card");
  private static final Set<String> REDDIT =
      Set.of("id", "subreddit", "created_utc", "title", "selftext", "score", "num_comments");

  /** Fifteen digits at most: from 2^53 on a double is no longer exact, and nobody earns as much. */
  private static final int MAX_COUNT_DIGITS = 15;

  /** At most nine digits before the point, which is some 30 years. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  private static final int MAX_NAME_CHARS = 256;

  /** Bounds the work that rows with unbalanced quotes can cause, see {@link CsvRows}. */
  private static final int MAX_COLUMNS = 1000;

  private final List<String> header;
  private final Map<String, Integer> places = new HashMap<>();
  private final boolean reddit;
  private final boolean withMedia;
  private final List<String> ignored = new ArrayList<>();

  private Layout(List<String> header, boolean reddit) {
    this.header = header;
    this.reddit = reddit;
    withMedia = !reddit && !Collections.disjoint(header, MEDIA);
    for (int at = 0; at < header.size(); at++) {
      String name = header.get(at);
      places.putIfAbsent(name, at);
      if (!(reddit ? REDDIT : CANONICAL).contains(name)) {
        ignored.add(name);
      }
    }
  }

  /**
   * Recognises a header.
   *
   * @throws DataException if a required column is missing or a known one stands there twice
   */
  static Layout of(Path file, List<String> names) {
    List<String> header = names.stream().map(String::strip).toList();
    if (header.size() > MAX_COLUMNS) {
      throw new DataException(
          "%s, line 1: the header has %d columns, %d are allowed. Keep those you need."
              .formatted(file, header.size(), MAX_COLUMNS));
    }
    boolean reddit =
        header.contains("subreddit") && header.contains("title") && !header.contains("text");
    List<String> required =
        reddit
            ? List.of("id", "subreddit", "created_utc", "title")
            : List.of("id", "author", "created_utc");
    for (String name : required) {
      if (!header.contains(name)) {
        throw new DataException(
            "%s, line 1: no column '%s' in the header %s. It needs %s%s; see data/README.md."
                .formatted(
                    file,
                    name,
                    Quarantine.shorten(header.toString(), 300),
                    required,
                    header.size() == 1 ? ", separated by commas" : ""));
      }
    }
    for (String name : reddit ? REDDIT : CANONICAL) {
      if (header.indexOf(name) != header.lastIndexOf(name)) {
        throw new DataException(
            "%s, line 1: the header names the column '%s' twice. Rename or remove one."
                .formatted(file, name));
      }
    }
    return new Layout(header, reddit);
  }

  int columns() {
    return header.size();
  }

  /** The columns of the file that mean nothing here, in its order. */
  List<String> ignored() {
    return List.copyOf(ignored);
  }

  /** Makes a post of a row. */
  Post post(List<String> row) throws BadRowException {
    if (row.size() != columns()) {
      throw new BadRowException(
          Reason.WRONG_FIELD_COUNT, "", row.size() + " fields in place of " + columns());
    }
    String id = name(row, "id");
    if (reddit) {
      String title = value(row, "title");
      String body = value(row, "selftext");
      return new Post(
          id,
          name(row, "subreddit"),
          time(row),
          body.isEmpty() ? title : title + "\n" + body,
          negativeScore(row) ? 0 : count(row, "score"),
          Double.NaN,
          count(row, "num_comments"),
          false,
          false);
    }
    return new Post(
        id,
        name(row, "author"),
        time(row),
        value(row, "text"),
        count(row, "likes"),
        count(row, "shares"),
        count(row, "comments"),
        flag(row, "is_repost"),
        flag(row, "is_reply"),
        media(row));
  }

  private Media media(List<String> row) throws BadRowException {
    return withMedia
        ? new Media(
            count(row, "media_photos"),
            count(row, "media_videos"),
            seconds(row),
            flagIfKnown(row, "has_link"),
            flagIfKnown(row, "has_card"))
        : Media.UNKNOWN;
  }

  private double seconds(List<String> row) throws BadRowException {
    String text = value(row, "media_duration_s").strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    if (!SECONDS.matcher(text).matches()) {
      throw new BadRowException(Reason.BAD_NUMBER, "media_duration_s", text);
    }
    return Double.parseDouble(text);
  }

  private double flagIfKnown(List<String> row, String column) throws BadRowException {
    return value(row, column).isBlank() ? Double.NaN : flag(row, column) ? 1 : 0;
  }

  /** Whether down-votes outnumber up-votes; such a score is taken as 0. */
  boolean negativeScore(List<String> row) {
    if (!reddit) {
      return false;
    }
    String score = value(row, "score").strip();
    return score.startsWith("-") && isCount(score.substring(1));
  }

  /**
   * Whether a line within a text could be a row of this file: a sign that two unbalanced quotes
   * have swallowed rows between them.
   */
  boolean looksLikeRow(String line) {
    List<String> pieces = List.of(line.split(",", -1));
    return pieces.size() >= columns()
        && Timestamps.parse(pieces.get(header.indexOf("created_utc"))).isPresent();
  }

  /** A field as it stands in the file, empty if there is no such column. */
  String value(List<String> row, String column) {
    Integer at = places.get(column);
    return at == null ? "" : row.get(at);
  }

  private String name(List<String> row, String column) throws BadRowException {
    String name = value(row, column).strip();
    if (name.isEmpty()) {
      throw new BadRowException(Reason.MISSING_VALUE, column, "");
    }
    if (name.length() > MAX_NAME_CHARS) {
      throw new BadRowException(Reason.VALUE_TOO_LONG, column, name);
    }
    return name;
  }

  private Instant time(List<String> row) throws BadRowException {
    String text = value(row, "created_utc");
    Optional<Instant> time = Timestamps.parse(text);
    if (time.isEmpty()) {
      throw new BadRowException(Reason.BAD_TIME, "created_utc", text);
    }
    return time.get();
  }

  private double count(List<String> row, String column) throws BadRowException {
    String text = value(row, column).strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    // data frames with missing values write integers as 12.0
    String digits = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    if (!isCount(digits)) {
      throw new BadRowException(Reason.BAD_COUNT, column, text);
    }
    return Long.parseLong(digits);
  }

  private static boolean isCount(String digits) {
    for (int k = 0; k < digits.length(); k++) {
      if (digits.charAt(k) < '0' || digits.charAt(k) > '9') {
        return false;
      }
    }
    return !digits.isEmpty() && digits.length() <= MAX_COUNT_DIGITS;
  }

  private boolean flag(List<String> row, String column) throws BadRowException {
    String text = value(row, column).strip();
    if (text.isEmpty() || text.equals("0") || text.equalsIgnoreCase("false")) {
      return false;
    }
    if (text.equals("1") || text.equalsIgnoreCase("true")) {
      return true;
    }
    throw new BadRowException(Reason.BAD_FLAG, column, text);
  }
}
