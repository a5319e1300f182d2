package org.groundswell.data;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The rows of RFC 4180 text, one after the other, in bounded memory and whatever the text is.
 *
 * <p>What sets it apart from a library's reader is what happens after a quote that is never closed:
 * such a reader swallows the following rows into one field, or gives up. Here a row that runs over
 * several lines must be flawless (closed within {@value #MAX_CHARS} characters, as many fields as
 * the header, no stray quote); otherwise only its first line is broken, and reading goes on at the
 * next line. An intact row holds an even number of quotes, so it can be swallowed only between two
 * broken rows that together look like one flawless row.
 *
 * <p>The cost stays linear: each line that opens a quote by itself ends a field of the row that
 * tries to swallow it, and a row with too many fields is given up.
 *
 * <p>Liberal in what harms nobody: lines end in CRLF, LF or CR, empty lines are passed over, and in
 * a row of one line a quote within an unquoted field is a character like others.
 */
final class CsvRows {
  static final int MAX_CHARS = 1 << 20;

  private enum At {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private final Reader in;
  private final char separator;
  private final char[] buffer = new char[1 << 16];
  private int position;
  private int limit;
  private final Deque<String> again = new ArrayDeque<>();
  private long linesTaken;
  private int columns = Integer.MAX_VALUE;

  private final List<String> lines = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();

  /** The field so far, unless it has more than one piece: then it is in {@link #more}. */
  private String piece = "";

  private final StringBuilder more = new StringBuilder();
  private At at = At.FIELD_START;
  private boolean strayQuote;

  /** Rows whose fields are separated by commas. */
  CsvRows(Reader in) {
    this(in, ',');
  }

  CsvRows(Reader in, char separator) {
    this.in = in;
    this.separator = separator;
  }

  /** Sets how many fields a row has from here on. */
  void expect(int columns) {
    this.columns = columns;
  }

  /** The next row, or nothing at the end. */
  Optional<CsvRow> next() throws IOException {
    lines.clear();
    fields.clear();
    startField();
    strayQuote = false;
    String line;
    do {
      line = takeLine();
    } while (!line.isEmpty() && endOf(line) == 0);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    long first = linesTaken;
    int chars = 0;
    while (true) {
      lines.add(line);
      chars += line.length();
      if (chars > MAX_CHARS) {
        return broken(first, lines.size() == 1 ? Reason.ROW_TOO_LONG : Reason.UNBALANCED_QUOTE);
      }
      if (!scan(line)) {
        return broken(first, Reason.UNBALANCED_QUOTE);
      }
      if (at != At.QUOTED) {
        break;
      }
      if (fields.size() >= columns) {
        return broken(first, Reason.UNBALANCED_QUOTE);
      }
      line = takeLine();
      if (line.isEmpty()) {
        return broken(first, Reason.UNBALANCED_QUOTE);
      }
    }
    endField();
    if (lines.size() > 1 && strayQuote) {
      return broken(first, Reason.UNBALANCED_QUOTE);
    }
    boolean isHeader = columns == Integer.MAX_VALUE;
    if (lines.size() > 1 && fields.size() != columns && !isHeader) {
      return broken(first, Reason.WRONG_FIELD_COUNT);
    }
    return Optional.of(
        new CsvRow.Whole(
            first, withoutBreak(lines.size() == 1 ? line : String.join("", lines)), fields));
  }

  /** Only the first line is broken; the others are read again. */
  private Optional<CsvRow> broken(long first, Reason reason) {
    for (int k = lines.size() - 1; k > 0; k--) {
      again.addFirst(lines.get(k));
    }
    linesTaken = first;
    return Optional.of(new CsvRow.Broken(first, withoutBreak(lines.get(0)), reason));
  }

  /** Goes on through a line; false if a closing quote is followed by something else than an end. */
  private boolean scan(String line) {
    int end = endOf(line);
    int quote = line.indexOf('"');
    int k = 0;
    while (k < line.length()) {
      switch (at) {
        case FIELD_START, PLAIN -> {
          if (k >= end) {
            return true;
          }
          if (k == quote && at == At.FIELD_START) {
            at = At.QUOTED;
            k++;
          } else {
            int to = orElse(line.indexOf(separator, k), end);
            if (quote >= k && quote < to) {
              strayQuote = true;
              quote = line.indexOf('"', to);
            }
            append(line, k, to);
            if (to < end) {
              endField();
            } else {
              at = At.PLAIN;
            }
            k = to + 1;
          }
        }
        case QUOTED -> {
          int to = orElse(line.indexOf('"', k), line.length());
          append(line, k, to);
          at = to < line.length() ? At.QUOTE_IN_QUOTED : At.QUOTED;
          k = to + 1;
        }
        case QUOTE_IN_QUOTED -> {
          if (k >= end) {
            return true;
          }
          char c = line.charAt(k++);
          if (c == '"') {
            append(line, k - 1, k);
            at = At.QUOTED;
          } else if (c == separator) {
            endField();
            quote = line.indexOf('"', k);
          } else {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static int orElse(int found, int otherwise) {
    return found < 0 ? otherwise : Math.min(found, otherwise);
  }

  /** Adds to the field; most fields are a single piece of their line. */
  private void append(String line, int from, int to) {
    if (piece.isEmpty() && more.length() == 0) {
      piece = line.substring(from, to);
    } else {
      if (more.length() == 0) {
        more.append(piece);
      }
      more.append(line, from, to);
    }
  }

  private void endField() {
    fields.add(more.length() == 0 ? piece : more.toString());
    startField();
  }

  private void startField() {
    piece = "";
    more.setLength(0);
    at = At.FIELD_START;
  }

  private static String withoutBreak(String line) {
    return line.substring(0, endOf(line));
  }

  /** Where the line break begins. */
  private static int endOf(String line) {
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\n') {
      end--;
    }
    if (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    return end;
  }

  /** The next line with its break, empty at the end of the text. */
  private String takeLine() throws IOException {
    String line = again.isEmpty() ? readLine() : again.removeFirst();
    if (!line.isEmpty()) {
      linesTaken++;
    }
    return line;
  }

  private String readLine() throws IOException {
    // a carriage return at the end of the buffer may belong to a line feed that follows
    for (int k = position; k < limit; k++) {
      char c = buffer[k];
      if (c == '\n' || (c == '\r' && k + 1 < limit)) {
        int end = c == '\r' && buffer[k + 1] == '\n' ? k + 2 : k + 1;
        String line = new String(buffer, position, end - position);
        position = end;
        return line;
      }
    }
    return readLineOverBuffers();
  }

  /** Reads a line with its break; what goes beyond the longest row is passed over. */
  private String readLineOverBuffers() throws IOException {
    StringBuilder line = new StringBuilder(160);
    while (position < limit || fill()) {
      char c = buffer[position++];
      if (line.length() <= MAX_CHARS) {
        line.append(c);
      }
      if (c == '\n') {
        break;
      }
      if (c == '\r') {
        if ((position < limit || fill()) && buffer[position] == '\n') {
          line.append(buffer[position++]);
        }
        break;
      }
    }
    return line.toString();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
