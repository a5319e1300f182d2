package org.groundswell.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A {@link Loss} as the loss function of a DL4J output layer, such as {@code new
 * OutputLayer.Builder(Dl4jLoss.of(loss, 2)).activation(Activation.IDENTITY).nOut(2 *
 * loss.levels().size())}.
 *
 * <p>Shapes: the layer's output is {@code [batch, target × level]}, the levels of one target side
 * by side. Labels are {@code [batch, target]}, or {@code [batch, target × level]} with each label
 * repeated; {@code NaN} is a missing label, which weighs nothing. A mask holds weights and is
 * {@code [batch, 1]}, {@code [batch, target]} or {@code [batch, target × level]}; without one each
 * weight is 1. Recurrent output layers hand on {@code [batch × time, …]}.
 *
 * <p>The average score is the mean over targets of the (weighted) mean over observed cells, as
 * everywhere in Groundswell; targets without any observed cell are left out. The sum is that times
 * the number of rows, and so is the gradient: DL4J asks for sums and divides them by the number of
 * rows itself. (Of sequences it divides by their number, not by that of their steps.) What a row
 * adds thus depends on how many labels the other rows lack, as it does not in DL4J's own losses.
 *
 * <p>DL4J 1.0.0-M2.1 multiplies what comes out of an output layer by the mask as well: in its
 * networks let masks be 0 and 1, of the shape {@code [batch, 1]} or the output's, or do without and
 * mark missing labels by {@code NaN}.
 *
 * <p>A network configuration with this loss can be cloned, serialised, and written to JSON and
 * read; a reader needs this class. Immutable, safe for concurrent use. Costs no native operation
 * but copies and the activation's own; worked out in double precision.
 */
public final class Dl4jLoss implements ILossFunction {
  private static final long serialVersionUID = 1;

  private final Loss loss;
  private final int targets;

  private Dl4jLoss(Loss loss, int targets) {
    this.loss = Objects.requireNonNull(loss, "loss");
    if (targets < 1) {
      throw new IllegalArgumentException("a loss of %d targets".formatted(targets));
    }
    this.targets = targets;
  }

  /** A loss over {@code targets} targets. */
  public static Dl4jLoss of(Loss loss, int targets) {
    return new Dl4jLoss(loss, targets);
  }

  @JsonCreator
  static Dl4jLoss named(
      @JsonProperty("loss") String name,
      @JsonProperty("parameters") List<Double> parameters,
      @JsonProperty("targets") int targets) {
    Loss loss =
        switch (name) {
          case "mae" -> new Loss.MeanAbsolute();
          case "mse" -> new Loss.MeanSquared();
          case "huber" -> new Loss.Huber(parameters.get(0));
          case "quantile" -> new Loss.Quantile(parameters);
          default -> throw new IllegalArgumentException("no loss '" + name + "'");
        };
    return of(loss, targets);
  }

  /** Huber's delta, the levels of quantiles; else nothing. */
  @JsonProperty("parameters")
  List<Double> parameters() {
    if (loss instanceof Loss.Huber huber) {
      return List.of(huber.delta());
    }
    return loss instanceof Loss.Quantile quantile ? quantile.levels() : List.of();
  }

  /** The name of the loss, such as {@code huber}. */
  @Override
  @JsonProperty("loss")
  public String name() {
    return loss.name();
  }

  /** How many targets there are. */
  @JsonProperty("targets")
  public int targets() {
    return targets;
  }

  /**
   * {@inheritDoc}
   *
   * @param average whether to divide by the number of rows
   */
  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    Cells cells = new Cells(labels, preOutput, activation, mask);
    double score = Arrays.stream(cells.scores()).sum();
    return average ? score / cells.rows : score;
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code [batch, 1]}
   */
  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    Cells cells = new Cells(labels, preOutput, activation, mask);
    return Nd4j.create(cells.scores(), new long[] {cells.rows, 1}, preOutput.dataType());
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return gradient(new Cells(labels, preOutput, activation, mask), preOutput, activation);
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    Cells cells = new Cells(labels, preOutput, activation, mask);
    double score = Arrays.stream(cells.scores()).sum();
    return Pair.of(average ? score / cells.rows : score, gradient(cells, preOutput, activation));
  }

  private static INDArray gradient(Cells cells, INDArray preOutput, IActivation activation) {
    INDArray byOutput = Nd4j.create(cells.slopes(), preOutput.shape(), preOutput.dataType());
    return activation.backprop(preOutput, byOutput).getFirst();
  }

  /** Outputs, labels and weights side by side, row-major {@code [batch, target × level]}. */
  private final class Cells {
    final int rows;
    final int width = targets * loss.levels().size();
    final double[] outputs;
    final double[] labels;

    /** What each output's loss is multiplied by in the sum over all. */
    final double[] weights;

    Cells(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
      if (preOutput.rank() != 2 || preOutput.size(1) != width) {
        throw misfit("output", preOutput, "[batch, %d]".formatted(width));
      }
      rows = Math.toIntExact(preOutput.size(0));
      outputs = rowMajor(activation.getActivation(preOutput.dup(), true));
      this.labels = spread("labels", labels, targets);
      weights = mask == null ? new double[outputs.length] : spread("mask", mask, 1);
      if (mask == null) {
        Arrays.fill(weights, 1);
      }
      toMeans();
    }

    /** Makes the weighted sum the mean over columns of the mean over observed rows, times rows. */
    private void toMeans() {
      double[] ofColumn = new double[width];
      for (int k = 0; k < weights.length; k++) {
        weights[k] = Double.isNaN(labels[k]) ? 0 : weights[k];
        ofColumn[k % width] += weights[k];
      }
      long observed = Arrays.stream(ofColumn).filter(weight -> weight > 0).count();
      for (int k = 0; k < weights.length; k++) {
        weights[k] = weights[k] == 0 ? 0 : weights[k] * rows / (ofColumn[k % width] * observed);
      }
    }

    /** Repeats columns until there is one an output. */
    private double[] spread(String what, INDArray array, int fewest) {
      long columns = array.rank() == 2 ? array.size(1) : 0;
      if ((columns != fewest && columns != targets && columns != width) || array.size(0) != rows) {
        throw misfit(what, array, "[%d, %d] or [%d, %d]".formatted(rows, targets, rows, width));
      }
      double[] values = rowMajor(array);
      double[] spread = new double[outputs.length];
      for (int k = 0; k < spread.length; k++) {
        int column = (int) (k % width * columns / width);
        spread[k] = values[(int) (k / width * columns) + column];
      }
      return spread;
    }

    double[] scores() {
      double[] scores = new double[rows];
      for (int k = 0; k < outputs.length; k++) {
        if (weights[k] != 0) {
          scores[k / width] += weights[k] * loss.ofError(labels[k] - outputs[k], level(k));
        }
      }
      return scores;
    }

    double[] slopes() {
      double[] slopes = new double[outputs.length];
      for (int k = 0; k < slopes.length; k++) {
        if (weights[k] != 0) {
          slopes[k] = weights[k] * loss.slope(labels[k] - outputs[k], level(k));
        }
      }
      return slopes;
    }

    private int level(int k) {
      return k % (width / targets);
    }
  }

  private IllegalArgumentException misfit(String what, INDArray array, String wanted) {
    return new IllegalArgumentException(
        "%s %s of %s over %d targets at %d levels must be %s"
            .formatted(
                what,
                Arrays.toString(array.shape()),
                loss.name(),
                targets,
                loss.levels().size(),
                wanted));
  }

  private static double[] rowMajor(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dl4jLoss that && loss.equals(that.loss) && targets == that.targets;
  }

  @Override
  public int hashCode() {
    return Objects.hash(loss, targets);
  }

  @Override
  public String toString() {
    return "Dl4jLoss(%s, %d targets)".formatted(loss, targets);
  }
}
