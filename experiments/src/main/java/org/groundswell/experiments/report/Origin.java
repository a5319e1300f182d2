package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run folder that an entry comes from: a report is of one, a comparison of several.
 *
 * @param label what tells it from others, such as {@code A: 20260101T120000Z_smoke_0a1b2c3d}
 * @param config the resolved configuration as it stands in the file
 * @param provenance any JSON
 * @param costs by cell
 * @param tables of its cells
 * @param looks how often its test period had been read; empty of old runs
 * @param hypothesis what was foretold of it, if anything was
 * @param audit what it was searched for leaks with
 * @param heads that read its texts, if any were trained for it
 */
record Origin(
    String label,
    String config,
    JsonNode provenance,
    Map<String, Cost> costs,
    CellTables tables,
    Optional<Looks> looks,
    Optional<SealedHypothesis> hypothesis,
    Audit audit,
    List<Head> heads) {

  Origin labelled(String newLabel) {
    return new Origin(newLabel, config, provenance, costs, tables, looks, hypothesis, audit, heads);
  }

  /** The letter that the label begins with in a comparison. */
  String letter() {
    return label.replaceFirst(":.*", "");
  }

  Cost cost(Cell cell) {
    return costs.getOrDefault(cell.name(), Cost.NONE);
  }

  /** The command that makes the run again, empty if the run did not note it. */
  String command() {
    return provenance.path("command").asText("");
  }

  /** Version and commit of the program that made the run. */
  String program() {
    JsonNode git = provenance.path("git");
    return provenance.path("version").asText("")
        + (git.path("commit").asText("").isEmpty() ? "" : ", commit " + git.path("commit").asText())
        + (git.path("state").asText().equals("dirty") ? ", with changes" : "");
  }
}
