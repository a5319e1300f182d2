package org.groundswell.models.dl4j;

import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.groundswell.accelerate.MaskedDropout;
import org.groundswell.accelerate.Masks;
import org.groundswell.model.InvertedDropout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout (Srivastava et al. 2014) of what a layer is given by the one before: in training
 * each value is 0 with probability p and else divided by {@code 1 − p}, so that its expectation
 * stays.
 *
 * <p>DL4J's own dropout draws from a generator that all threads share, so two fits at once would
 * not give the bits of one after the other. This one draws from the seed that {@link Dl4jModel}
 * hands on before each step, and is of one layer of one model.
 *
 * <p>Mutable; not to be shared.
 */
public final class HiddenDropout implements MaskedDropout {
  private static final long serialVersionUID = 1;

  private final double probability;
  private long seed = 1;

  /**
   * Of the step under way, of which there is none before the first step and after {@link #clear}.
   */
  private transient Optional<Step> step = Optional.empty();

  /** What is held until the gradient of a step is known: native memory that nobody else frees. */
  private record Step(INDArray mask, INDArray dropped) {
    void close() {
      mask.close();
      dropped.close();
    }
  }

  private HiddenDropout(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout %s is the probability to drop a value and must lie within [0, 1)"
              .formatted(probability));
    }
    this.probability = probability;
  }

  /**
   * The dropout of a layer, for {@code dropOut} of its builder; none if the probability is 0.
   *
   * @param probability to drop a value (where DL4J's own dropout asks for that of keeping it)
   */
  public static Optional<HiddenDropout> of(double probability) {
    return probability == 0 ? Optional.empty() : Optional.of(new HiddenDropout(probability));
  }

  /** What the masks of the next step are drawn from. */
  void seed(long seed) {
    this.seed = seed;
  }

  @Override
  public Masks masks() {
    return new InvertedDropout(probability, seed)::next;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    clear();
    float[] factors = new float[Math.toIntExact(input.length())];
    masks().next(factors, factors.length);
    // DL4J has [batch, unit, time]
    int rank = input.rank();
    long[] shape = IntStream.range(0, rank).mapToLong(k -> input.size(rank - 1 - k)).toArray();
    INDArray mask =
        Nd4j.create(factors, shape, input.dataType())
            .permute(IntStream.range(0, rank).map(k -> rank - 1 - k).toArray())
            .detach();
    // DL4J offers the input itself as the place of the result, but the layer below may need it
    // still
    INDArray dropped = input.mul(mask).detach();
    step = Optional.of(new Step(mask, dropped));
    return dropped;
  }

  @Override
  public INDArray backprop(
      INDArray gradientAtOutput, INDArray gradientAtInput, int iteration, int epoch) {
    Step current =
        step.orElseThrow(
            () -> new IllegalStateException("there is no step whose gradient could be asked for"));
    return gradientAtOutput.muli(current.mask(), gradientAtInput);
  }

  @Override
  public void clear() {
    step.ifPresent(Step::close);
    step = Optional.empty();
  }

  /** What is read back, like a clone, is before its first step. */
  private Object readResolve() {
    return clone();
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public HiddenDropout clone() {
    return new HiddenDropout(probability);
  }
}
