package org.groundswell.experiments.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.groundswell.frame.RowSpan;

/**
 * What a model was given, as it stands in {@code fits.jsonl}.
 *
 * @param cell the cell it is of
 * @param fold its fold's number
 * @param phase {@code select} where validation rows were given too, else {@code refit}; {@code
 *     forecast} where forecasts were made under other scalers than the model was fitted under
 * @param scaler the rows whose statistics inputs and targets are scaled by
 * @param rows the rows fitted on; none in a forecast
 * @param validation the rows that choose, in {@code select} alone
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FitRecord(
    String cell,
    int fold,
    String phase,
    RowSpan scaler,
    Optional<RowSpan> rows,
    Optional<RowSpan> validation) {
  static final String SELECT = "select";
  static final String REFIT = "refit";
  static final String FORECAST = "forecast";
}
