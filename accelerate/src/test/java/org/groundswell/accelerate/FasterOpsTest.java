package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

class FasterOpsTest {
  private static final NativeOpExecutioner NATIVE = (NativeOpExecutioner) Nd4j.getExecutioner();
  private static final FasterOps FASTER = new FasterOps();

  @Test
  void trusted_onThisMachine_areAllOps() {
    assertThat(FASTER.trusted())
        .containsExactlyInAnyOrder(
            "layer_norm",
            "layer_norm_bp",
            "softmax",
            "softmax_bp",
            "thresholdedrelu_bp",
            "add",
            "multiply",
            "add_bp",
            "multiply_bp",
            "biasadd_bp",
            "permute",
            "matmul",
            "matmul_bp");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 32, 300, 5000})
  void exec_rowsOfAnyWidth_givesWhatTheNativeOpGives(int width) {
    long[] x = {200, width};
    long[] row = {width};
    assertSame("layer_norm_bp", List.of(x, row, row, x), List.of(x, row, row), 'c', 1);
    assertSame("layer_norm", List.of(x, row, row), List.of(x), 'c', 1);
    assertSame("softmax", List.of(x), List.of(x), 'c', 1);
    assertSame("softmax_bp", List.of(x, x), List.of(x), 'c', 1);
    assertSame("biasadd_bp", List.of(x, row, x), List.of(x, row), 'c');
    assertSame("thresholdedrelu_bp", List.of(x, x), List.of(x), 'c');
  }

  @Test
  void exec_columnMajorOrOtherAxes_givesWhatTheNativeOpGives() {
    long[] x = {6, 6};
    assertSame("softmax", List.of(x), List.of(x), 'f', 1);
    assertSame("softmax", List.of(x), List.of(x), 'c', 0);
    assertSame("add", List.of(x, x), List.of(x), 'f');
    assertSame("matmul", List.of(x, x), List.of(x), 'f', 0, 0, 0);
    assertSame("matmul", List.of(x, x), List.of(x), 'c', 1, 1, 0);
    assertSame("matmul", List.of(x, x), List.of(x), 'c', 1, 0, 0);
    assertSame("matmul_bp", List.of(x, x, x), List.of(x, x), 'c', 1, 0, 0);
    assertSame("matmul_bp", List.of(x, x, x), List.of(x, x), 'c', 0, 1, 0);
    assertSame(
        "permute",
        List.of(new long[] {6, 6, 6, 6}),
        List.of(new long[] {6, 6, 6, 6}),
        'c',
        2,
        1,
        0,
        3);
    assertSame("add", List.of(x, new long[] {6}), List.of(x), 'c');
  }

  @Test
  void exec_doubles_givesTheBitsOfTheNativeOp() {
    INDArray x = uniform(new long[] {9, 6}, 'c').castTo(DataType.DOUBLE);
    assertThat(exec(FASTER, "softmax", List.of(x), List.of(x.like()), 1))
        .isEqualTo(exec(NATIVE, "softmax", List.of(x), List.of(x.like()), 1));
  }

  @Test
  void exec_inTwoThreads_givesTheSameBits() {
    INDArray x = uniform(new long[] {2000, 32}, 'c');
    INDArray expected = exec(FASTER, "softmax", List.of(x), List.of(x.like()), 1).get(0);
    List<CompletableFuture<INDArray>> runs =
        List.of(
            CompletableFuture.supplyAsync(() -> repeated(x)),
            CompletableFuture.supplyAsync(() -> repeated(x)));
    runs.forEach(
        run -> assertThat(run.join().toFloatMatrix()).isDeepEqualTo(expected.toFloatMatrix()));
  }

  private static INDArray repeated(INDArray x) {
    INDArray result = x.like();
    for (int k = 0; k < 50; k++) {
      exec(FASTER, "softmax", List.of(x), List.of(result), 1);
    }
    return result;
  }

  private static void assertSame(
      String op, List<long[]> in, List<long[]> out, char order, long... arguments) {
    List<INDArray> inputs = in.stream().map(shape -> uniform(shape, order)).toList();
    List<INDArray> expected = exec(NATIVE, op, inputs, zeros(out, order), arguments);
    List<INDArray> actual = exec(FASTER, op, inputs, zeros(out, order), arguments);
    for (int k = 0; k < out.size(); k++) {
      // width 1: the spread is 0, and dividing by it gives noise natively
      if (!op.startsWith("layer_norm") || in.get(0)[1] > 1) {
        assertThat(actual.get(k).equalsWithEps(expected.get(k), 1e-4))
            .as("%s of %s: %s", op, Arrays.toString(in.get(0)), k)
            .isTrue();
      }
    }
  }

  private static List<INDArray> zeros(List<long[]> shapes, char order) {
    return shapes.stream().map(shape -> Nd4j.create(DataType.FLOAT, shape, order)).toList();
  }

  private static List<INDArray> exec(
      NativeOpExecutioner executioner,
      String op,
      List<INDArray> in,
      List<INDArray> out,
      long... arguments) {
    OpContext context = executioner.buildContext();
    context.setInputArrays(in);
    context.setOutputArrays(out);
    context.setIArguments(arguments);
    executioner.exec(DynamicCustomOp.builder(op).build(), context);
    return out;
  }

  private static INDArray uniform(long[] shape, char order) {
    SplittableRandom random = new SplittableRandom(1);
    INDArray array = Nd4j.create(DataType.FLOAT, shape, order);
    for (long k = 0; k < array.length(); k++) {
      array.putScalar(k, (float) random.nextDouble(-1, 1));
    }
    return array;
  }
}
