package org.groundswell.text.label;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.groundswell.text.Sha256;

/**
 * Texts of which somebody said what they are: prototypes of labels, or what a head is trained on.
 *
 * @param labels at least two, in the order they first appear
 * @param examples at least two a label
 */
public record LabelledTexts(List<String> labels, List<Example> examples) {
  private static final int LONGEST_LABEL = 100;
  private static final int MOST_LABELS = 1000;
  private static final int BYTE_ORDER_MARK = '\uFEFF';

  /**
   * A text and its label.
   *
   * @param label the place in the list of labels
   */
  public record Example(int label, String text) {}

  /**
   * @throws IllegalArgumentException if there are fewer than two labels, or than two texts of one
   */
  public LabelledTexts {
    labels = List.copyOf(labels);
    examples = List.copyOf(examples);
    if (labels.size() < 2 || labels.size() > MOST_LABELS) {
      throw new IllegalArgumentException(
          "%d labels are not within 2 to %d".formatted(labels.size(), MOST_LABELS));
    }
    int[] counts = new int[labels.size()];
    for (Example example : examples) {
      counts[example.label]++;
    }
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] < 2) {
        throw new IllegalArgumentException(
            "label '%s' has %d text; two are the least"
                .formatted(labels.get(label), counts[label]));
      }
    }
  }

  /** Six emotions (Saravia et al. 2018) with eight made-up texts each. */
  public static LabelledTexts emotions() {
    return bundled("emotions.csv");
  }

  /**
   * The nineteen topics of TweetTopic (Antypas et al. 2022) with six made-up texts each, business,
   * science and sports among them.
   */
  public static LabelledTexts topics() {
    return bundled("topics.csv");
  }

  /**
   * Reads a CSV file (UTF-8, comma) with the columns {@code label} and {@code text}; others are
   * ignored.
   *
   * @throws LabelledTextsException naming file and line if it can't be read
   */
  public static LabelledTexts read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new LabelledTextsException(
          "%s: %s. Name a CSV file with the columns label,text."
              .formatted(file, Files.isDirectory(file) ? "is a folder" : "there is no such file"));
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      in.mark(1);
      if (in.read() != BYTE_ORDER_MARK) {
        in.reset();
      }
      return read(in, file.toString());
    } catch (CharacterCodingException e) {
      throw new LabelledTextsException(
          "%s is not UTF-8 text. Save it again as CSV in UTF-8.".formatted(file), e);
    } catch (IOException e) {
      throw new LabelledTextsException("%s can't be read: %s".formatted(file, e), e);
    }
  }

  private static LabelledTexts bundled(String resource) {
    try (Reader in =
        new InputStreamReader(
            LabelledTexts.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
      return read(in, resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LabelledTexts read(Reader in, String name) throws IOException {
    LinkedHashSet<String> labels = new LinkedHashSet<>();
    List<String> labelOf = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(in)) {
      for (NamedCsvRecord row : rows) {
        String label = field(row, "label", name);
        String text = field(row, "text", name);
        if (label.length() > LONGEST_LABEL) {
          throw new LabelledTextsException(
              "%s, line %d: the label has %d characters, %d are allowed. Are the columns label,text in place?"
                  .formatted(name, row.getStartingLineNumber(), label.length(), LONGEST_LABEL));
        }
        labels.add(label);
        labelOf.add(label);
        texts.add(text);
      }
    } catch (CsvParseException e) {
      throw new LabelledTextsException("%s is no CSV file: %s".formatted(name, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<String> order = List.copyOf(labels);
    List<Example> examples = new ArrayList<>();
    for (int k = 0; k < texts.size(); k++) {
      examples.add(new Example(order.indexOf(labelOf.get(k)), texts.get(k)));
    }
    try {
      return new LabelledTexts(order, examples);
    } catch (IllegalArgumentException e) {
      throw new LabelledTextsException(
          "%s: %s. Give each label some texts that are typical of it."
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static String field(NamedCsvRecord row, String column, String name) {
    String value =
        row.findField(column)
            .orElseThrow(
                () ->
                    new LabelledTextsException(
                        "%s, line %d: no field of a column '%s'. It needs the header label,text."
                            .formatted(name, row.getStartingLineNumber(), column)))
            .strip();
    if (value.isEmpty()) {
      throw new LabelledTextsException(
          "%s, line %d: the %s is empty. Fill it in or remove the line."
              .formatted(name, row.getStartingLineNumber(), column));
    }
    return value;
  }

  /** 64 hexadecimal digits that change with every label and text. */
  String fingerprint() {
    StringBuilder all = new StringBuilder();
    labels.forEach(label -> all.append(label.length()).append(':').append(label));
    for (Example example : examples) {
      all.append(example.label)
          .append(',')
          .append(example.text.length())
          .append(':')
          .append(example.text);
    }
    return Sha256.of(all.toString());
  }

  List<String> texts() {
    return examples.stream().map(Example::text).toList();
  }
}
