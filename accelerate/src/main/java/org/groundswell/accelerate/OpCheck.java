package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which ops of {@link FasterOps} give what the native ones give. */
final class OpCheck {
  private static final Logger LOG = LoggerFactory.getLogger(OpCheck.class);
  private static final double CLOSE = 1e-5;

  private OpCheck() {}

  /** Runs an op; false if it can't. */
  interface Runner {
    boolean run(String op, OpContext context);
  }

  interface Native {
    void exec(String op, OpContext context);
  }

  private record Sample(String op, List<long[]> in, List<long[]> out, long... arguments) {}

  private static List<Sample> samples() {
    long[] x = {5, 7};
    long[] row = {7};
    long[] heads = {2, 3, 4, 5};
    long[] scores = {2, 3, 4, 6};
    long[] keys = {2, 3, 6, 5};
    return List.of(
        new Sample("layer_norm", List.of(x, row, row), List.of(x), 1),
        new Sample("layer_norm_bp", List.of(x, row, row, x), List.of(x, row, row), 1),
        new Sample("softmax", List.of(scores), List.of(scores), 3),
        new Sample("softmax_bp", List.of(scores, scores), List.of(scores), 3),
        new Sample("thresholdedrelu_bp", List.of(x, x), List.of(x)),
        new Sample(FasterOps.GELU, List.of(x), List.of(x)),
        new Sample(FasterOps.GELU_DERIVATIVE, List.of(x), List.of(x)),
        new Sample("add", List.of(x, x), List.of(x)),
        new Sample("multiply", List.of(x, x), List.of(x)),
        new Sample("subtract", List.of(x, x), List.of(x)),
        new Sample("add_bp", List.of(x, x, x), List.of(x, x)),
        new Sample("add_bp", List.of(x, row, x), List.of(x, row)),
        new Sample("multiply_bp", List.of(x, x, x), List.of(x, x)),
        new Sample("biasadd_bp", List.of(x, row, x), List.of(x, row)),
        new Sample("permute", List.of(heads), List.of(new long[] {2, 4, 3, 5}), 0, 2, 1, 3),
        new Sample("matmul", List.of(heads, keys), List.of(scores), 0, 1, 0),
        new Sample("matmul", List.of(scores, keys), List.of(heads), 0, 0, 0),
        new Sample("matmul", List.of(x, new long[] {7, 3}), List.of(new long[] {5, 3}), 0, 0, 0),
        new Sample("matmul_bp", List.of(heads, keys, scores), List.of(heads, keys), 0, 1, 0),
        new Sample("matmul_bp", List.of(scores, keys, heads), List.of(scores, keys), 0, 0, 0),
        new Sample(
            "matmul_bp",
            List.of(x, new long[] {7, 3}, new long[] {5, 3}),
            List.of(x, new long[] {7, 3}),
            0,
            0,
            0));
  }

  /** The names of the ops that give the same in each of their samples. */
  static List<String> agreeing(Native reference, Runner faster) {
    List<String> agreeing = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (Sample sample : samples()) {
      (agrees(sample, reference, faster) ? agreeing : other).add(sample.op());
    }
    agreeing.removeAll(other);
    if (!other.isEmpty()) {
      LOG.info("ops left to ND4J, which does them otherwise here: {}", other);
    }
    return agreeing;
  }

  private static boolean agrees(Sample sample, Native reference, Runner faster) {
    SplittableRandom random = new SplittableRandom(1);
    List<INDArray> in = sample.in().stream().map(shape -> uniform(random, shape)).toList();
    List<INDArray> expected = zeros(sample);
    List<INDArray> actual = zeros(sample);
    try {
      // contexts are left to the collector: there are few, once
      reference.exec(sample.op(), context(sample, in, expected));
      if (!faster.run(sample.op(), context(sample, in, actual))) {
        return false;
      }
    } catch (RuntimeException e) {
      LOG.debug("op {} cannot be compared", sample.op(), e);
      return false;
    }
    for (int k = 0; k < expected.size(); k++) {
      if (!expected.get(k).equalsWithEps(actual.get(k), CLOSE)) {
        return false;
      }
    }
    return true;
  }

  private static OpContext context(Sample sample, List<INDArray> in, List<INDArray> out) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(in);
    context.setOutputArrays(out);
    context.setIArguments(sample.arguments());
    return context;
  }

  private static List<INDArray> zeros(Sample sample) {
    return sample.out().stream().map(shape -> Nd4j.zeros(DataType.FLOAT, shape)).toList();
  }

  private static INDArray uniform(SplittableRandom random, long[] shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    for (long k = 0; k < array.length(); k++) {
      array.putScalar(k, (float) random.nextDouble(-1, 1));
    }
    return array;
  }
}
