package org.groundswell.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the {@linkplain SampleGenerator generator} knows of the counts of its sample before it draws
 * them: the mean, the median and quantiles given the state of each post. Whoever forecasts does not
 * know the state, so no forecast is better in expectation: it is a lower bound of the error.
 *
 * <p>The file is CSV with a row a post and count, {@code id,target,mean,mean_log1p,median} and a
 * column such as {@code q0.25} a level; counts that are missing in the sample have their row too.
 */
public final class SampleTruth {
  /** Levels of quantiles to look at. */
  public static final List<Double> LEVELS = List.of(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95);

  private static final String QUANTILE = "q";

  private final Path file;
  private final Map<String, Best> byPost;

  private SampleTruth(Path file, Map<String, Best> byPost) {
    this.file = file;
    this.byPost = byPost;
  }

  /**
   * The best forecasts of a count, in original units unless named otherwise.
   *
   * @param mean of the least squared error
   * @param meanLog1p of the least squared error of log(1 + count)
   * @param median of the least absolute error, of the count and of log(1 + count)
   * @param quantiles by level, of the least pinball loss at it
   */
  public record Best(double mean, double meanLog1p, double median, Map<Double, Double> quantiles) {
    public Best {
      quantiles = Map.copyOf(quantiles);
    }
  }

  /**
   * Reads the truth of a sample.
   *
   * @throws DataException if the file can't be read or is none of the generator's
   */
  public static SampleTruth read(Path file) {
    Map<String, Best> byPost = new HashMap<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : csv) {
        Map<Double, Double> quantiles = new HashMap<>();
        for (String column : row.getHeader()) {
          if (column.startsWith(QUANTILE)) {
            quantiles.put(Double.valueOf(column.substring(QUANTILE.length())), number(row, column));
          }
        }
        Best best =
            new Best(
                number(row, "mean"), number(row, "mean_log1p"), number(row, "median"), quantiles);
        byPost.put(key(row.getField("id"), row.getField("target")), best);
      }
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          "%s is not the truth of a generated sample (%s)".formatted(file, e.getMessage()), e);
    }
    return new SampleTruth(file, byPost);
  }

  private static double number(NamedCsvRecord row, String column) {
    return Double.parseDouble(row.getField(column));
  }

  private static String key(String id, String target) {
    return target + " " + id;
  }

  /**
   * The best forecasts of a count of a post.
   *
   * @throws DataException if the file has none
   */
  public Best of(String id, String target) {
    Best best = byPost.get(key(id, target));
    if (best == null) {
      throw new DataException(
          "%s knows nothing of %s of post '%s': it is of another sample"
              .formatted(file, target, id));
    }
    return best;
  }

  static Writer writer(Path file, List<Double> levels) throws IOException {
    return new Writer(file, levels.stream().sorted().distinct().toList());
  }

  /** Writes the truth post by post. */
  static final class Writer implements AutoCloseable {
    private static final MathContext DIGITS = new MathContext(12);

    private final List<Double> levels;
    private final CsvWriter csv;

    private Writer(Path file, List<Double> levels) throws IOException {
      this.levels = levels;
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file, StandardCharsets.UTF_8);
      List<String> header =
          new ArrayList<>(List.of("id", "target", "mean", "mean_log1p", "median"));
      levels.forEach(level -> header.add(QUANTILE + level));
      csv.writeRecord(header);
    }

    void write(String id, PostState state) {
      for (PostState.Count count : PostState.Count.values()) {
        write(id, count.column(), state.given(count));
      }
    }

    private void write(String id, String target, ConditionalCount count) {
      List<String> row = new ArrayList<>(List.of(id, target));
      row.add(digits(count.mean()));
      row.add(digits(count.meanLog1p()));
      row.add(Long.toString((long) count.quantile(0.5)));
      levels.forEach(level -> row.add(Long.toString((long) count.quantile(level))));
      csv.writeRecord(row);
    }

    /** Twelve digits, worked out by no rule that differs between Java versions. */
    private static String digits(double value) {
      return new BigDecimal(value).round(DIGITS).toPlainString();
    }

    @Override
    public void close() throws IOException {
      csv.close();
    }
  }
}
