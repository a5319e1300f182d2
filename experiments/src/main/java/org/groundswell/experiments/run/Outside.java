package org.groundswell.experiments.run;

import java.util.List;
import org.groundswell.experiments.exchange.OutsideForecasts;

/**
 * A competitor whose forecasts another program made. What they were fitted on, and what they were
 * chosen by, nobody here can know.
 */
record Outside(String name, OutsideForecasts forecasts) implements Competitor {
  static final String MODEL = "outside";
  private static final String UNKNOWN = "unknown";

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public String lossName() {
    return UNKNOWN;
  }

  @Override
  public String scaling() {
    return UNKNOWN;
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  @Override
  public int epochLimit() {
    return 0;
  }

  @Override
  public List<Double> levels() {
    return forecasts.levels();
  }

  /** Those of its file, whatever the experiment's are. */
  @Override
  public List<Long> seeds(List<Long> given) {
    return forecasts.seeds();
  }
}
