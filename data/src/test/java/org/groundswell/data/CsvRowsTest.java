package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

  @Property(tries = 300)
  void next_whatALibraryWrote_givesTheFieldsTheLibraryReads(
      @ForAll("tables") List<List<String>> table, @ForAll LineDelimiter delimiter)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(delimiter).build(text)) {
      table.forEach(writer::writeRecord);
    }

    List<List<String>> fields = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    for (CsvRow row : rows(text.toString(), 3)) {
      fields.add(((CsvRow.Whole) row).fields());
      lines.add(row.line());
    }

    List<CsvRecord> expected = new ArrayList<>();
    CsvReader.builder().ofCsvRecord(text.toString()).forEach(expected::add);
    assertThat(fields).isEqualTo(expected.stream().map(CsvRecord::getFields).toList());
    assertThat(lines).isEqualTo(expected.stream().map(CsvRecord::getStartingLineNumber).toList());
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field =
        Arbitraries.strings().withChars("ab,\"\r\n é\uD83D\uDE80").ofMaxLength(8);
    return field.list().ofSize(3).list().ofMaxSize(8);
  }

  @Property(tries = 500)
  void next_anyText_neverFailsAndLosesNoLine(@ForAll("anyText") String text) throws IOException {
    List<CsvRow> rows = rows(text, 2);

    List<String> linesOut = new ArrayList<>();
    for (CsvRow row : rows) {
      assertThat(row.line()).isPositive();
      row.raw().lines().filter(line -> !line.isEmpty()).forEach(linesOut::add);
    }
    assertThat(linesOut).isEqualTo(text.lines().filter(line -> !line.isEmpty()).toList());
  }

  @Provide
  Arbitrary<String> anyText() {
    return Arbitraries.strings().withChars("a,\"\r\n").ofMaxLength(60);
  }

  @Test
  void next_quoteNeverClosed_breaksOnlyItsLine() throws IOException {
    List<CsvRow> rows = rows("1,\"lost\n2,b\n3,\"c\nd\"\n4,e", 2);

    assertThat(rows)
        .containsExactly(
            new CsvRow.Broken(1, "1,\"lost", Reason.UNBALANCED_QUOTE),
            new CsvRow.Whole(2, "2,b", List.of("2", "b")),
            new CsvRow.Whole(3, "3,\"c\nd\"", List.of("3", "c\nd")),
            new CsvRow.Whole(5, "4,e", List.of("4", "e")));
  }

  @Test
  void next_rowOfTooManyCharacters_breaksItAndGoesOn() throws IOException {
    String endless = "x".repeat(CsvRows.MAX_CHARS * 3);

    List<CsvRow> rows = rows("1,a\n2," + endless + "\n3,c\n4,\"" + "y\n".repeat(600_000), 2);

    assertThat(rows.get(1)).isInstanceOf(CsvRow.Broken.class);
    assertThat(((CsvRow.Broken) rows.get(1)).reason()).isEqualTo(Reason.ROW_TOO_LONG);
    assertThat(rows.get(1).raw().length()).isLessThan(CsvRows.MAX_CHARS + 3);
    assertThat(rows.get(2).raw()).isEqualTo("3,c");
    assertThat(((CsvRow.Broken) rows.get(3)).reason()).isEqualTo(Reason.UNBALANCED_QUOTE);
    assertThat(rows.size()).isEqualTo(600_003);
  }

  @Test
  void next_aQuoteOpenedOnEachLine_staysLinear() throws IOException {
    // each line opens a quote by itself and goes on with an open one
    String text = "x\",\",\n".repeat(200_000);

    assertThat(rows(text, 9).size()).isEqualTo(200_000);
  }

  private static List<CsvRow> rows(String text, int columns) throws IOException {
    CsvRows rows = new CsvRows(new StringReader(text));
    rows.expect(columns);
    List<CsvRow> all = new ArrayList<>();
    for (Optional<CsvRow> row = rows.next(); row.isPresent(); row = rows.next()) {
      all.add(row.get());
    }
    return all;
  }
}
