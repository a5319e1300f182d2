package org.groundswell.accelerate;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * exp, tanh and the logistic function of 3,200 values, as many as a gate of an LSTM of 50 units has
 * in a step of a batch of 64. Ours work in place, so each call starts with a copy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FunctionBenchmark {
  private static final int VALUES = 50 * 64;

  @Param({"exp", "tanh", "sigmoid"})
  public String op;

  @Param({"ours", "native"})
  public String side;

  private final float[] values = new float[VALUES];
  private final float[] result = new float[VALUES];
  private final Exponentials exponentials = new Exponentials(VALUES);
  private TransformOp call;

  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < VALUES; k++) {
      // exp is for softmax, whose values are at most 0
      values[k] = (float) random.nextDouble(-4, op.equals("exp") ? 0 : 4);
    }
    INDArray x = Nd4j.createFromArray(values);
    INDArray z = Nd4j.zeros(VALUES);
    call =
        switch (op) {
          case "exp" -> new Exp(x, z);
          case "tanh" -> new Tanh(x, z);
          default -> new Sigmoid(x, z);
        };
  }

  @Benchmark
  public Object run() {
    if (side.equals("native")) {
      return Nd4j.getExecutioner().exec(call);
    }
    System.arraycopy(values, 0, result, 0, VALUES);
    switch (op) {
      case "exp" -> {
        for (int k = 0; k < VALUES; k++) {
          result[k] *= Exponentials.LOG2_E;
        }
        exponentials.exp2(result, VALUES);
      }
      case "tanh" -> Gates.tanh(result, 0, VALUES);
      default -> Gates.sigmoid(result, 0, VALUES);
    }
    return result;
  }
}
