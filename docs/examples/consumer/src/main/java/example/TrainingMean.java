package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.groundswell.model.*;
import org.groundswell.window.ScaledFrame;

/** A model of one's own, of one target: the mean of what it was trained on. Named in META-INF/services. */
public final class TrainingMean implements ModelFactory<TrainingMean.Config> {
  public record Config() {}

  public String name() { return "training-mean"; }
  public Class<Config> configuration() { return Config.class; }
  public Config defaults() { return new Config(); }
  public boolean gradientTrained() { return false; }

  public Model create(Config config, ModelSpec spec) {
    return new Model() {
      private float mean;

      public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
        mean = (float) Arrays.stream(rows).mapToDouble(row -> data.z(row, 0)).filter(Double::isFinite).average().orElseThrow();
        return Fit.closedForm();
      }
      public float[] forecast(ScaledFrame data, int[] rows) {
        float[] forecasts = new float[rows.length * spec.outputs()];
        Arrays.fill(forecasts, mean);
        return forecasts;
      }
      public void save(Path folder) throws IOException { Files.writeString(folder.resolve("mean"), "" + mean); }
      public void load(Path folder) throws IOException { mean = Float.parseFloat(Files.readString(folder.resolve("mean"))); }
      public void close() {}
    };
  }
}
