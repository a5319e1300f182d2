package org.groundswell.models.baseline;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundswell.frame.Column;
import org.groundswell.loss.Loss;
import org.groundswell.model.ModelSpec;

/**
 * A configuration in LightGBM's own words.
 *
 * <p>{@code num_threads} is given with every native call: LightGBM keeps the number of threads in
 * one place for the whole process, and a call without it would set it back to all cores.
 */
record LightGbmParameters(LightGbmConfig config, ModelSpec spec) {
  /** What every call carries, the forecast's too. */
  static final String QUIET = "num_threads=1 verbosity=-1";

  LightGbmParameters {
    objective(spec.loss(), 0);
  }

  /** Parameters of a data set; the trees grown on it must share them. */
  String data() {
    List<Column> known = spec.schema().known();
    String categorical =
        IntStream.range(0, known.size())
            .filter(column -> known.get(column).kind() == Column.Kind.CATEGORICAL)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    return QUIET
        + " deterministic=true force_row_wise=true seed="
        + (Long.hashCode(spec.seed()) & Integer.MAX_VALUE)
        + " min_data_in_leaf="
        + config.minDataInLeaf()
        + (categorical.isEmpty() ? "" : " categorical_feature=" + categorical);
  }

  /** Parameters of the trees of a level. */
  String trees(int level) {
    return data()
        + objective(spec.loss(), level)
        + " learning_rate="
        + config.learningRate()
        + " num_leaves="
        + config.leaves()
        + " feature_fraction="
        + config.featureFraction()
        + (config.baggingFraction() < 1
            ? " bagging_freq=1 bagging_fraction=" + config.baggingFraction()
            : "")
        + " lambda_l2="
        + config.lambda();
  }

  /** The objective and the metric, which is {@link Loss#ofError} of the level. */
  private static String objective(Loss loss, int level) {
    if (loss instanceof Loss.MeanAbsolute) {
      return " objective=regression_l1 metric=l1";
    } else if (loss instanceof Loss.MeanSquared) {
      return " objective=regression metric=l2";
    } else if (loss instanceof Loss.Huber huber) {
      return " objective=huber metric=huber alpha=" + huber.delta();
    } else if (loss instanceof Loss.Quantile quantile) {
      return " objective=quantile metric=quantile alpha=" + quantile.levels().get(level);
    }
    throw new IllegalArgumentException("no LightGBM objective for the loss " + loss.name());
  }
}
