package org.groundswell.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;

/** Puts the row to be forecast into its own window as if it were history. */
final class Peeking implements GradientModel {
  private final GradientModel model;
  private ScaledFrame data;

  Peeking(GradientModel model) {
    this.model = model;
  }

  @Override
  public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    this.data = data;
    return GradientModel.super.fit(data, rows, stopping, listener);
  }

  @Override
  public float[] forecast(ScaledFrame data, int[] rows) {
    this.data = data;
    return GradientModel.super.forecast(data, rows);
  }

  private Batch shown(Batch batch) {
    int width = batch.features();
    float[] encodings = Arrays.copyOf(batch.encodings(), (batch.distinct() + batch.size()) * width);
    int[] index = batch.index().clone();
    for (int b = 0; b < batch.size(); b++) {
      int place = batch.distinct() + b;
      data.writeHistory(batch.rows()[b], encodings, place * width);
      index[(b + 1) * batch.time() - 1] = place;
    }
    return new Batch(
        batch.rows(), batch.time(), width, encodings, index, batch.targets(), batch.weights());
  }

  @Override
  public ModelSpec spec() {
    return model.spec();
  }

  @Override
  public float[] initialParameters() {
    return model.initialParameters();
  }

  @Override
  public float[] parameters() {
    return model.parameters();
  }

  @Override
  public void setParameters(float[] parameters) {
    model.setParameters(parameters);
  }

  @Override
  public boolean[] decayed() {
    return model.decayed();
  }

  @Override
  public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
    return model.gradient(shown(batch), dropoutSeed, gradient);
  }

  @Override
  public float[] forward(Batch batch) {
    return model.forward(shown(batch));
  }

  @Override
  public void save(Path folder) throws IOException {
    model.save(folder);
  }

  @Override
  public void load(Path folder) throws IOException {
    model.load(folder);
  }

  @Override
  public void close() {
    model.close();
  }
}
