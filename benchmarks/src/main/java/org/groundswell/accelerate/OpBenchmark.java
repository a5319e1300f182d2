package org.groundswell.accelerate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELU;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELUDerivative;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
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
 * The ops of a Transformer's step, of the sizes they have there: batch 64, window 50, width 64, 4
 * heads, inner width 256.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpBenchmark {
  private static final long[] HIDDEN = {64 * 50, 64};
  private static final long[] WIDTH = {64};
  private static final long[] INNER = {64 * 50, 256};
  private static final long[] INNER_WIDTH = {256};
  private static final long[] HEADS = {64, 4, 50, 16};
  private static final long[] POSITIONS = {64, 50, 4, 16};
  private static final long[] SCORES = {64, 4, 50, 50};

  @Param({
    "layer_norm",
    "layer_norm_bp",
    "softmax",
    "softmax_bp",
    "thresholdedrelu_bp",
    "gelu",
    "_geluderivative",
    "biasadd_bp",
    "add",
    "multiply",
    "permute",
    "matmul",
    "matmul_bp"
  })
  public String op;

  @Param({"ours", "native"})
  public String side;

  private OpExecutioner executioner;
  private OpContext context;
  private Runnable call;

  @Setup
  public void setUp() {
    // an executioner made before ND4J is loaded finds no native code
    Nd4j.getBackend();
    FasterOps faster = new FasterOps();
    executioner = side.equals("ours") ? faster : new NativeOpExecutioner();
    if (!faster.trusted().contains(op)) {
      throw new IllegalStateException(op + " is left to ND4J here, so there is nothing to compare");
    }
    switch (op) {
      case "layer_norm" -> arrays(List.of(HIDDEN, WIDTH, WIDTH), List.of(HIDDEN), 1);
      case "layer_norm_bp" ->
          arrays(List.of(HIDDEN, WIDTH, WIDTH, HIDDEN), List.of(HIDDEN, WIDTH, WIDTH), 1);
      case "softmax" -> arrays(List.of(SCORES), List.of(SCORES), 3);
      case "softmax_bp" -> arrays(List.of(SCORES, SCORES), List.of(SCORES), 3);
      case "thresholdedrelu_bp" -> arrays(List.of(INNER, INNER), List.of(INNER));
      case "gelu", "_geluderivative" -> arrays(List.of(INNER), List.of(INNER));
      case "biasadd_bp" -> arrays(List.of(INNER, INNER_WIDTH, INNER), List.of(INNER, INNER_WIDTH));
      case "add", "multiply" -> arrays(List.of(HIDDEN, HIDDEN), List.of(HIDDEN));
      case "permute" -> arrays(List.of(POSITIONS), List.of(HEADS), 0, 2, 1, 3);
      case "matmul" -> arrays(List.of(HEADS, HEADS), List.of(SCORES), 0, 1, 0);
      case "matmul_bp" -> arrays(List.of(HEADS, HEADS, SCORES), List.of(HEADS, HEADS), 0, 1, 0);
      default -> throw new IllegalArgumentException("no sizes for " + op);
    }
    call = call();
  }

  private Runnable call() {
    return switch (op) {
      case "gelu" -> call(new GELU());
      case "_geluderivative" -> call(new GELUDerivative());
      default -> {
        CustomOp custom = DynamicCustomOp.builder(op).build();
        yield () -> executioner.exec(custom, context);
      }
    };
  }

  private Runnable call(Op legacy) {
    return () -> executioner.exec(legacy, context);
  }

  private void arrays(List<long[]> in, List<long[]> out, long... arguments) {
    SplittableRandom random = new SplittableRandom(1);
    context = executioner.buildContext();
    context.setInputArrays(in.stream().map(shape -> uniform(random, shape)).toList());
    context.setOutputArrays(out.stream().map(shape -> Nd4j.zeros(DataType.FLOAT, shape)).toList());
    context.setIArguments(arguments);
  }

  private static INDArray uniform(SplittableRandom random, long[] shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextDouble(-1, 1);
    }
    return Nd4j.create(values, shape, 'c');
  }

  @Benchmark
  public void run() {
    call.run();
  }
}
