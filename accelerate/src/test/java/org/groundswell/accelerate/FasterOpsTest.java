package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
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
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELU;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELUDerivative;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

class FasterOpsTest {
  private static final NativeOpExecutioner NATIVE = nativeOps();
  private static final FasterOps FASTER = new FasterOps();

  /** Not the present one, which may be the faster one by now. */
  private static NativeOpExecutioner nativeOps() {
    // one made before ND4J is loaded finds no native code
    Nd4j.getBackend();
    return new NativeOpExecutioner();
  }

  @Test
  void trusted_onThisMachine_areAllOps() {
    assertThat(FASTER.trusted())
        .containsExactlyInAnyOrder(
            "layer_norm",
            "layer_norm_bp",
            "softmax",
            "softmax_bp",
            "thresholdedrelu_bp",
            "gelu",
            "_geluderivative",
            "add",
            "subtract",
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
  void exec_scaledProduct_givesTheBitsOfTheNativeOp() {
    INDArray x = uniform(new long[] {6, 6}, 'c');
    double[] factors = {2, 1};
    for (double[] given : new double[][] {{2}, factors, {1, 1}, {2, 0}}) {
      INDArray expected = uniform(new long[] {6, 6}, 'c');
      INDArray actual = expected.dup();
      run(NATIVE, "matmul", List.of(x, x), List.of(expected), given, new boolean[0], 0, 0, 0);
      run(FASTER, "matmul", List.of(x, x), List.of(actual), given, new boolean[0], 0, 0, 0);
      assertThat(actual).isEqualTo(expected);
    }
    List<INDArray> expected = List.of(x.like(), x.like());
    List<INDArray> actual = List.of(x.like(), x.like());
    run(NATIVE, "matmul_bp", List.of(x, x, x), expected, factors, new boolean[0], 0, 0, 0);
    run(FASTER, "matmul_bp", List.of(x, x, x), actual, factors, new boolean[0], 0, 0, 0);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void exec_productOfMatricesThatDoNotFit_isRefusedAsNatively() {
    INDArray a = uniform(new long[] {6, 5}, 'c');
    INDArray b = uniform(new long[] {4, 3}, 'c');
    INDArray c = uniform(new long[] {6, 3}, 'c');
    for (NativeOpExecutioner executioner : List.of(NATIVE, FASTER)) {
      assertThatThrownBy(() -> exec(executioner, "matmul", List.of(a, b), List.of(c), 0, 0, 0))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(
              () ->
                  exec(
                      executioner,
                      "matmul_bp",
                      List.of(a, b, c),
                      List.of(a.like(), b.like()),
                      0,
                      0,
                      0))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last", "unsaid"})
  void exec_layerNormOfCubes_givesWhatTheNativeOpGives(String channels) {
    // given gains that fit axis 1 and axis 2
    INDArray x = uniform(new long[] {3, 6, 6}, 'c');
    INDArray row = uniform(new long[] {6}, 'c');
    boolean[] flag =
        channels.equals("unsaid") ? new boolean[0] : new boolean[] {channels.equals("first")};
    List<List<INDArray>> results = new ArrayList<>();

    // when
    for (NativeOpExecutioner executioner : List.of(NATIVE, FASTER)) {
      List<INDArray> out = List.of(x.like(), x.like(), row.like(), row.like());
      double[] none = {};
      run(executioner, "layer_norm", List.of(x, row, row), out.subList(0, 1), none, flag, 2);
      List<INDArray> gradients = out.subList(1, 4);
      run(executioner, "layer_norm_bp", List.of(x, row, row, x), gradients, none, flag, 2);
      results.add(out);
    }

    // then
    for (int k = 0; k < 4; k++) {
      INDArray expected = results.get(0).get(k);
      assertThat(results.get(1).get(k).equalsWithEps(expected, 1e-4)).as("result %d", k).isTrue();
    }
  }

  @Test
  void exec_doubles_givesTheBitsOfTheNativeOp() {
    INDArray x = uniform(new long[] {9, 6}, 'c').castTo(DataType.DOUBLE);
    assertThat(exec(FASTER, "softmax", List.of(x), List.of(x.like()), 1))
        .isEqualTo(exec(NATIVE, "softmax", List.of(x), List.of(x.like()), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4096, 10_000})
  void exec_gelu_givesWhatTheNativeOpGives(int length) {
    SplittableRandom random = new SplittableRandom(length);
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) random.nextDouble(-12, 12);
    }
    INDArray x = Nd4j.createFromArray(values);
    assertThat(gelu(FASTER, x).equalsWithEps(gelu(NATIVE, x), 2e-6)).isTrue();
    assertThat(geluDerivative(FASTER, x).equalsWithEps(geluDerivative(NATIVE, x), 2e-6)).isTrue();
  }

  @Test
  void exec_geluFarFromZero_isItsLimit() {
    INDArray x = Nd4j.createFromArray(-1e4f, -200f, -60f, 60f, 200f, 1e4f);
    assertThat(gelu(FASTER, x).toFloatVector())
        .containsExactly(new float[] {0, 0, 0, 60, 200, 1e4f}, offset(1e-30f));
    assertThat(geluDerivative(FASTER, x).toFloatVector())
        .containsExactly(new float[] {0, 0, 0, 1, 1, 1}, offset(1e-30f));
  }

  @Test
  void exec_geluInDoubleColumnMajorOrInPlace_givesTheBitsOfTheNativeOp() {
    INDArray doubles = uniform(new long[] {9, 6}, 'c').castTo(DataType.DOUBLE);
    INDArray columns = uniform(new long[] {9, 6}, 'f');
    for (INDArray x : List.of(doubles, columns)) {
      assertThat(gelu(FASTER, x)).isEqualTo(gelu(NATIVE, x));
      assertThat(geluDerivative(FASTER, x)).isEqualTo(geluDerivative(NATIVE, x));
    }
    INDArray x = uniform(new long[] {9, 6}, 'c');
    INDArray expected = gelu(NATIVE, x);
    exec(FASTER, new GELU(x, x), x, x);
    assertThat(x).isEqualTo(expected);
  }

  private static INDArray gelu(NativeOpExecutioner executioner, INDArray x) {
    INDArray z = x.like();
    exec(executioner, new GELU(x, z), x, z);
    return z;
  }

  private static INDArray geluDerivative(NativeOpExecutioner executioner, INDArray x) {
    INDArray z = x.like();
    exec(executioner, new GELUDerivative(x, z), x, z);
    return z;
  }

  private static void exec(NativeOpExecutioner executioner, Op op, INDArray x, INDArray z) {
    OpContext context = executioner.buildContext();
    context.setInputArrays(List.of(x));
    context.setOutputArrays(List.of(z));
    executioner.exec(op, context);
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
    run(executioner, op, in, out, new double[0], new boolean[0], arguments);
    return out;
  }

  private static void run(
      NativeOpExecutioner executioner,
      String op,
      List<INDArray> in,
      List<INDArray> out,
      double[] factors,
      boolean[] flags,
      long... arguments) {
    OpContext context = executioner.buildContext();
    context.setInputArrays(in);
    context.setOutputArrays(out);
    context.setIArguments(arguments);
    context.setTArguments(factors);
    context.setBArguments(flags);
    executioner.exec(DynamicCustomOp.builder(op).build(), context);
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
