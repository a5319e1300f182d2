package org.groundswell.experiments.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an audit has found, as it stands in {@code leakage.json}.
 *
 * @param passed whether no check failed
 * @param mode which checks were made
 * @param checks failing ones first, then by kind in the order made
 * @param share of the rows that models were fitted on to check them; empty where it is all rows, or
 *     none was fitted
 * @param sensitivity to the label delay and to history; empty before models have been fitted
 * @param repeatedTexts how many test rows repeat a text fitted on, and what that does to results
 */
@JsonPropertyOrder({"passed", "mode", "checks", "share", "sensitivity", "repeatedTexts"})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Leakage(
    boolean passed,
    String mode,
    List<Finding> checks,
    Optional<Share> share,
    List<Sensitivity> sensitivity,
    Optional<Repeated> repeatedTexts) {

  /**
   * Some rows of many.
   *
   * @param rows how many; of several shares, in the largest
   * @param of how many there are
   * @param from the instant of the first
   * @param to the instant of the last
   */
  public record Share(int rows, int of, Instant from, Instant to) {
    Share with(Share other) {
      return new Share(
          Math.max(rows, other.rows),
          of,
          from.isBefore(other.from) ? from : other.from,
          to.isAfter(other.to) ? to : other.to);
    }
  }

  /**
   * Test rows that repeat a text fitted on.
   *
   * @param without by entry the primary metric on all test rows and on those that repeat none
   */
  public record Repeated(RepeatedTexts rows, List<Without> without) {}

  /**
   * A metric with and without some rows.
   *
   * @param entry a competitor's name; its first seed
   */
  public record Without(String entry, double all, double without) {}
}
