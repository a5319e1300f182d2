package org.groundswell.experiments.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How long a cell took, in seconds: a line of {@code cost.jsonl}. */
record Cost(
    @JsonProperty("cell") String name,
    double selectSeconds,
    double refitSeconds,
    double forecastSeconds) {

  static final Cost NONE = new Cost("", 0, 0, 0);

  double total() {
    return selectSeconds + refitSeconds + forecastSeconds;
  }

  Cost plus(Cost other) {
    return new Cost(
        name,
        selectSeconds + other.selectSeconds,
        refitSeconds + other.refitSeconds,
        forecastSeconds + other.forecastSeconds);
  }
}
