package org.groundswell.accelerate;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BroadcastOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.IndexAccumulation;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELU;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELUDerivative;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;

/**
 * ND4J's CPU executioner with faster code for the ops that a Transformer's step is made of, where
 * arrays are float and row-major. Every op is compared with the native one before it is used; other
 * types, orders, axes and sizes go to the native op as before.
 *
 * <p>May be used by many threads at once. Ops along dimensions are also kept from dying under a
 * native call.
 */
final class FasterOps extends NativeOpExecutioner {
  static final String GELU = "gelu";
  static final String GELU_DERIVATIVE = "_geluderivative";

  private final Set<String> trusted = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<RowOps> rows = ThreadLocal.withInitial(RowOps::new);

  /** Compares each op with the native one and uses those that agree. */
  FasterOps() {
    OpCheck.agreeing(this::runNatively, this::run).forEach(trusted::add);
  }

  private void runNatively(String name, OpContext context) {
    INDArray x = context.getInputArray(0);
    INDArray z = context.getOutputArray(0);
    switch (name) {
      case GELU -> super.exec(new GELU(x, z), context);
      case GELU_DERIVATIVE -> super.exec(new GELUDerivative(x, z), context);
      default -> super.exec(DynamicCustomOp.builder(name).build(), context);
    }
  }

  /** The ops in use. */
  Set<String> trusted() {
    return Set.copyOf(trusted);
  }

  @Override
  public INDArray[] exec(CustomOp op, OpContext context) {
    Recording recording = Recording.present();
    if (recording != null) {
      recording.op(op, context);
    }
    return trusted.contains(op.opName()) && !op.isInplaceCall() && run(op.opName(), context)
        ? context.getOutputArrays().toArray(new INDArray[0])
        : super.exec(op, context);
  }

  @Override
  public INDArray exec(Op op, OpContext context) {
    Recording recording = Recording.present();
    if (recording != null) {
      recording.op(op, context);
    }
    if (context != null && isTotal(op, context)) {
      INDArray z = context.getOutputArray(0);
      rows.get().total(Floats.of(context.getInputArray(0)), Floats.of(z));
      return z;
    }
    if (context != null
        && isGelu(op)
        && trusted.contains(op.opName())
        && run(op.opName(), context)) {
      return context.getOutputArray(0);
    }
    return super.exec(op, context);
  }

  /** Whether an op is GELU or its derivative; others may go by a name that a custom op has too. */
  static boolean isGelu(Op op) {
    return op instanceof GELU || op instanceof GELUDerivative;
  }

  /** Whether an op is the sum of all values of a float array. */
  static boolean isTotal(Op op, OpContext context) {
    return op instanceof Sum
        && context.numInputArguments() == 1
        && context.numOutputArguments() == 1
        && context.getOutputArray(0).length() == 1
        && rowMajor(context.getInputArrays())
        && rowMajor(context.getOutputArrays());
  }

  // ND4J gives native code the address of an op's dimensions and lets go of the op: a collection at
  // that moment frees them under the call, and the process dies (deeplearning4j#9278)

  @Override
  public INDArray exec(BroadcastOp op, OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
    }
  }

  @Override
  public INDArray exec(ReduceOp op, OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
    }
  }

  @Override
  public INDArray exec(IndexAccumulation op, OpContext context) {
    try {
      return super.exec(op, context);
    } finally {
      Reference.reachabilityFence(op);
    }
  }

  /** Does an op if it can; whether it did. */
  private boolean run(String name, OpContext context) {
    List<INDArray> in = context.getInputArrays();
    List<INDArray> out = context.getOutputArrays();
    if (out.isEmpty() || !rowMajor(in) || !rowMajor(out) || shared(in, out)) {
      return false;
    }
    return switch (name) {
      case "matmul" ->
          unscaled(context) && Products.matmul(in, out.get(0), context.getIArguments());
      case "matmul_bp" ->
          in.size() == 3
              && unscaled(context)
              && Products.gradient(in, out, context.getIArguments());
      case "permute" -> swapsMiddle(context, in.get(0)) && swap(in.get(0), out.get(0));
      default -> rowOp(name, context, in, out);
    };
  }

  /** Ops on rows, or on values one by one. */
  private boolean rowOp(String name, OpContext context, List<INDArray> in, List<INDArray> out) {
    if (!suits(name, context, in, out)) {
      return false;
    }
    RowOps ops = rows.get();
    Floats[] x = floats(in);
    Floats[] z = floats(out);
    int width = width(in.get(0));
    switch (name) {
      case "layer_norm" -> ops.layerNorm(x[0], x[1], x[2], z[0], width);
      case "layer_norm_bp" -> ops.layerNormGradient(x[0], x[1], x[3], z[0], z[1], z[2], width);
      case "softmax" -> ops.softmax(x[0], z[0], width);
      case "softmax_bp" -> {
        ops.softmax(x[0], z[0], width);
        ops.softmaxGradient(z[0], x[1], z[0], width);
      }
      case "thresholdedrelu_bp" -> ops.reluGradient(x[0], x[1], z[0]);
      case GELU -> ops.gelu(x[0], z[0]);
      case GELU_DERIVATIVE -> ops.geluDerivative(x[0], z[0]);
      case "add" -> ops.add(x[0], x[1], z[0]);
      case "multiply" -> ops.multiply(x[0], x[1], z[0]);
      case "subtract" -> ops.subtract(x[0], x[1], z[0]);
      case "add_bp" -> {
        ops.copy(x[2], z[0]);
        if (z[1].limit() == z[0].limit()) {
          ops.copy(x[2], z[1]);
        } else {
          ops.columnSums(x[2], z[1], width(in.get(2)));
        }
      }
      case "multiply_bp" -> {
        ops.multiply(x[2], x[1], z[0]);
        ops.multiply(x[2], x[0], z[1]);
      }
      default -> {
        ops.copy(x[2], z[0]);
        ops.columnSums(x[2], z[1], width(in.get(2)));
      }
    }
    return true;
  }

  /** Whether an op is one of those of {@link #rowOp} and its arguments are as that wants them. */
  static boolean suits(String name, OpContext context, List<INDArray> in, List<INDArray> out) {
    boolean narrow = width(in.get(0)) <= RowOps.BLOCK;
    return switch (name) {
      case "layer_norm" ->
          in.size() == 3 && narrow && lastChannels(context, in.get(0)) && rowsOf(in.get(0), in, 1);
      case "layer_norm_bp" ->
          in.size() == 4
              && out.size() == 3
              && narrow
              && lastChannels(context, in.get(0))
              && rowsOf(in.get(0), in, 1)
              && in.get(3).length() == in.get(0).length();
      case "softmax" -> narrow && lastAxis(context, in.get(0));
      case "softmax_bp" -> in.size() == 2 && narrow && lastAxis(context, in.get(0));
      case "thresholdedrelu_bp" -> noThreshold(context) && sameShapes(in, out);
      case GELU, GELU_DERIVATIVE -> in.size() == 1 && out.size() == 1 && sameShapes(in, out);
      case "add", "subtract", "multiply" -> in.size() == 2 && sameShapes(in, out);
      case "multiply_bp" -> in.size() == 3 && sameShapes(in, out);
      case "add_bp" -> in.size() == 3 && (sameShapes(in, out) || addsRow(in));
      case "biasadd_bp" ->
          in.size() == 3
              && out.size() == 2
              && in.get(2).rank() == 2
              && out.get(1).length() == width(in.get(2))
              && out.get(0).length() == in.get(2).length();
      default -> false;
    };
  }

  /** Whether the second is a row that is added to each row of the first, a matrix. */
  static boolean addsRow(List<INDArray> in) {
    return in.get(0).rank() == 2 && in.get(1).rank() == 1 && in.get(1).length() == width(in.get(0));
  }

  /** Whether the two arguments from {@code from} on are rows of a matrix. */
  private static boolean rowsOf(INDArray matrix, List<INDArray> arguments, int from) {
    return arguments.get(from).length() == width(matrix)
        && arguments.get(from + 1).length() == width(matrix);
  }

  private static int width(INDArray array) {
    return array.rank() == 0 ? 1 : Math.toIntExact(array.size(array.rank() - 1));
  }

  private static Floats[] floats(List<INDArray> arrays) {
    return arrays.stream().map(Floats::of).toArray(Floats[]::new);
  }

  private boolean swap(INDArray in, INDArray out) {
    if (in.length() / in.size(0) > RowOps.SWAPPED) {
      return false;
    }
    rows.get()
        .swap(Floats.of(in), Floats.of(out), (int) in.size(1), (int) in.size(2), (int) in.size(3));
    return true;
  }

  static boolean rowMajor(List<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array.dataType() != DataType.FLOAT || array.isEmpty() || !rowMajorOrder(array)) {
        return false;
      }
    }
    return true;
  }

  /** Whether neighbours by the last dimension are neighbours in memory, and so on. */
  static boolean rowMajorOrder(INDArray array) {
    long stride = 1;
    for (int k = array.rank() - 1; k >= 0; k--) {
      if (array.size(k) != 1 && array.stride(k) != stride) {
        return false;
      }
      stride *= array.size(k);
    }
    return true;
  }

  /** Whether a result would go where an argument lies. */
  private static boolean shared(List<INDArray> in, List<INDArray> out) {
    for (INDArray result : out) {
      for (INDArray argument : in) {
        if (result.data() == argument.data()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean lastAxis(OpContext context, INDArray array) {
    List<Long> axes = context.getIArguments();
    return axes.isEmpty()
        || (axes.size() == 1 && (axes.get(0) == -1 || axes.get(0) == array.rank() - 1));
  }

  /**
   * Whether a layer norm is over the last axis, with gains along it too. The boolean argument says
   * "channels first", axis 1, and is true unless given; of a matrix that is the last axis as well.
   */
  private static boolean lastChannels(OpContext context, INDArray array) {
    List<Boolean> first = context.getBArguments();
    return lastAxis(context, array) && (array.rank() == 2 || (!first.isEmpty() && !first.get(0)));
  }

  /** Whether the factors of a product, {@code alpha × a × b + beta × c}, are 1 and 0. */
  static boolean unscaled(OpContext context) {
    List<Double> factors = context.getTArguments();
    return factors.isEmpty() || factors.equals(List.of(1.0, 0.0));
  }

  private static boolean noThreshold(OpContext context) {
    return context.getTArguments().stream().allMatch(threshold -> threshold == 0);
  }

  private static boolean sameShapes(List<INDArray> in, List<INDArray> out) {
    INDArray first = in.get(0);
    return in.stream().allMatch(first::equalShapes) && out.stream().allMatch(first::equalShapes);
  }

  /** Shapes that follow at a glance; the native way builds and frees a graph context each time. */
  @Override
  public List<LongShapeDescriptor> calculateOutputShape(CustomOp op, OpContext context) {
    if (context == null || !trusted.contains(op.opName()) || !rowMajor(context.getInputArrays())) {
      return super.calculateOutputShape(op, context);
    }
    List<INDArray> in = context.getInputArrays();
    return switch (op.opName()) {
      case "layer_norm", "softmax", "softmax_bp", "thresholdedrelu_bp" -> List.of(shape(in.get(0)));
      case "layer_norm_bp" ->
          in.size() == 4
              ? List.of(shape(in.get(0)), shape(in.get(1)), shape(in.get(2)))
              : super.calculateOutputShape(op, context);
      case "add", "multiply" ->
          in.size() == 2 && in.get(0).equalShapes(in.get(1))
              ? List.of(shape(in.get(0)))
              : super.calculateOutputShape(op, context);
      case "add_bp", "multiply_bp", "matmul_bp", "biasadd_bp" ->
          in.size() == 3
              ? List.of(shape(in.get(0)), shape(in.get(1)))
              : super.calculateOutputShape(op, context);
      case "permute" ->
          in.size() == 1 && swapsMiddle(context, in.get(0))
              ? List.of(
                  shape(in.get(0).size(0), in.get(0).size(2), in.get(0).size(1), in.get(0).size(3)))
              : super.calculateOutputShape(op, context);
      case "matmul" ->
          in.size() == 2 && plainMatrices(context, in)
              ? List.of(shape(in.get(0).size(0), in.get(1).size(1)))
              : super.calculateOutputShape(op, context);
      default -> super.calculateOutputShape(op, context);
    };
  }

  static boolean swapsMiddle(OpContext context, INDArray array) {
    return array.rank() == 4 && context.getIArguments().equals(List.of(0L, 2L, 1L, 3L));
  }

  private static boolean plainMatrices(OpContext context, List<INDArray> in) {
    return in.get(0).rank() == 2
        && in.get(1).rank() == 2
        && in.get(0).size(1) == in.get(1).size(0)
        && context.getIArguments().stream().allMatch(flag -> flag == 0);
  }

  private static LongShapeDescriptor shape(INDArray array) {
    return shape(array.shape());
  }

  private static LongShapeDescriptor shape(long... shape) {
    return LongShapeDescriptor.fromShape(shape, DataType.FLOAT);
  }
}
