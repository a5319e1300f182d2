package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.groundswell.accelerate.Step.Kind;
import org.groundswell.accelerate.Tensor.Storage;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELU;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Takes down what one thread has {@link FasterOps} do, as steps that read and write tensors.
 *
 * <p>Arrays are known by their addresses, so they must not be reused while it lasts. What cannot be
 * followed, such as a value that comes from elsewhere, makes the recording useless, and it says so.
 */
final class Recording implements AutoCloseable {
  private static final ThreadLocal<Recording> PRESENT = new ThreadLocal<>();

  private final Map<Long, Storage> storages = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /** Keeps what was read or written, so that no address is given out twice. */
  private final List<INDArray> kept = new ArrayList<>();

  /** Arrays of a single 1. */
  private final Set<Storage> ones = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<String> trusted;
  private String obstacle = "";

  private Recording(Set<String> trusted) {
    this.trusted = trusted;
  }

  /**
   * Begins to take down what the present thread does.
   *
   * @param trusted ops that a plan may do in its own way
   * @param known arrays whose values may be read: given to the graph, or a part of it
   * @param ones those of them that are a single 1 in every run
   */
  static Recording begin(
      Set<String> trusted, Collection<INDArray> known, Collection<INDArray> ones) {
    Recording recording = new Recording(trusted);
    known.forEach(recording::know);
    ones.forEach(one -> recording.ones.add(recording.find(one).orElseThrow().storage()));
    PRESENT.set(recording);
    return recording;
  }

  /** That of the present thread, null if there is none. */
  static Recording present() {
    return PRESENT.get();
  }

  @Override
  public void close() {
    PRESENT.remove();
  }

  private void know(INDArray array) {
    if (!array.isEmpty()) {
      storages.put(address(array), new Storage(array));
    }
  }

  /** What was done, in order. */
  List<Step> steps() {
    return steps;
  }

  /** Why the recording is of no use; empty if it is. */
  String obstacle() {
    return obstacle;
  }

  /** Where a recorded array's values come from, whole and row-major. */
  Optional<Tensor> find(INDArray array) {
    Storage storage = array.isEmpty() ? null : storages.get(address(array));
    return storage == null || storage.length != array.length()
        ? Optional.empty()
        : Optional.of(Tensor.of(storage, array.shape()));
  }

  void op(Op op, OpContext context) {
    if (context == null) {
      obstacle = "op %s without a context".formatted(op.opName());
      return;
    }
    List<INDArray> in = context.getInputArrays();
    List<INDArray> out = context.getOutputArrays();
    if (follow(op.opName(), in, out)) {
      boolean relu =
          op instanceof RectifiedLinear rectified
              && (rectified.scalar() == null || rectified.scalar().getDouble(0) == 0)
              && floats(in)
              && floats(out);
      boolean scales =
          op instanceof ScalarMultiplication scaling
              && scaling.scalar() != null
              && floats(in)
              && floats(out);
      boolean gelu =
          FasterOps.isGelu(op)
              && trusted.contains(op.opName())
              && floats(in)
              && floats(out)
              && FasterOps.suits(op.opName(), context, in, out);
      Kind kind =
          relu
              ? Kind.RELU
              : scales ? Kind.SCALE : FasterOps.isTotal(op, context) ? Kind.TOTAL : Kind.NATIVE;
      if (gelu) {
        kind = op instanceof GELU ? Kind.GELU : Kind.GELU_DERIVATIVE;
      }
      Step step = new Step(kind, tensors(in), created(out));
      step.factor = scales ? ((ScalarMultiplication) op).scalar().getFloat(0) : 0;
      step.call = new NativeCall(null, op, context);
      steps.add(step);
    }
  }

  void op(CustomOp op, OpContext context) {
    List<INDArray> in = context.getInputArrays();
    List<INDArray> out = context.getOutputArrays();
    if (op.isInplaceCall()) {
      obstacle = "op %s in place".formatted(op.opName());
    } else if (op.opName().equals("shape_of")) {
      // it is the same in each run; the array itself goes with the recorded step
      for (INDArray array : out) {
        if (array.isEmpty()) {
          continue;
        }
        storages.put(address(array), new Storage(copy(array)));
      }
      kept.addAll(out);
    } else if (follow(op.opName(), in, out)) {
      customOp(op, context, in, out);
    }
  }

  /** A copy that no op is needed for: it would be recorded. */
  private static INDArray copy(INDArray array) {
    INDArray copy = Nd4j.createUninitializedDetached(array.dataType(), array.shape());
    Pointer.memcpy(
        copy.data().pointer(),
        array.data().pointer(),
        array.length() * array.data().getElementSize());
    return copy;
  }

  /** Whether an op's arrays can be followed. */
  private boolean follow(String name, List<INDArray> in, List<INDArray> out) {
    for (INDArray array : in) {
      if (!array.isEmpty() && find(array).isEmpty()) {
        obstacle =
            "op %s reads an array %s from elsewhere"
                .formatted(name, Arrays.toString(array.shape()));
      }
    }
    for (INDArray array : out) {
      if (array.isEmpty() || !FasterOps.rowMajorOrder(array)) {
        obstacle = "op %s gives an array that is not row-major".formatted(name);
      } else if (in.stream().anyMatch(other -> other.data() == array.data())) {
        obstacle = "op %s works in place".formatted(name);
      }
    }
    for (INDArray array : in) {
      if (array.isEmpty() || !FasterOps.rowMajorOrder(array)) {
        obstacle = "op %s reads an array that is empty or not row-major".formatted(name);
      }
    }
    return obstacle.isEmpty();
  }

  private void customOp(CustomOp op, OpContext context, List<INDArray> in, List<INDArray> out) {
    List<Tensor> x = tensors(in);
    List<Long> flags = context.getIArguments();
    String name = op.opName();
    boolean floats = trusted.contains(name) && floats(in) && floats(out);
    boolean known = floats && FasterOps.suits(name, context, in, out);
    if (name.equals("reshape") && isRowByRow(flags)) {
      alias(out.get(0), x.get(0));
    } else if (name.equals("permute") && floats && isOrder(flags, in.get(0).rank())) {
      Step step = new Step(Kind.PERMUTE, x.subList(0, 1), created(out));
      step.order = flags.stream().mapToLong(axis -> axis).toArray();
      add(step, op, context);
    } else if (name.equals("matmul")
        && floats
        && FasterOps.unscaled(context)
        && Products.suits(in, out.get(0), flags)) {
      product(
          x.get(0), Products.flag(flags, 0), x.get(1), Products.flag(flags, 1), created(out)[0]);
    } else if (name.equals("matmul_bp")
        && floats
        && FasterOps.unscaled(context)
        && Products.gradientSuits(in, out, flags)) {
      productGradient(x, Products.flag(flags, 1), created(out));
    } else if (name.equals("multiply") && x.size() == 2 && ones.contains(x.get(1).storage())) {
      alias(out.get(0), x.get(0));
    } else if (name.equals("biasadd")
        && floats(in)
        && floats(out)
        && in.get(0).rank() == 2
        && in.get(1).length() == in.get(0).size(1)) {
      add(new Step(Kind.BIAS, x, created(out)), op, context);
    } else if (name.equals("biasadd_bp") && known) {
      alias(out.get(0), x.get(2));
      steps.add(new Step(Kind.COLUMN_SUMS, x.subList(2, 3), created(out.subList(1, 2))));
    } else if (name.equals("add") && floats && isPadding(in)) {
      add(new Step(Kind.ADD_PADDING, x, created(out)), op, context);
    } else if (name.equals("add") && floats && FasterOps.addsRow(in)) {
      add(new Step(Kind.BIAS, x, created(out)), op, context);
    } else if (name.equals("add_bp") && floats && (known || isPadding(in))) {
      alias(out.get(0), x.get(2));
      if (known && FasterOps.addsRow(in)) {
        steps.add(new Step(Kind.COLUMN_SUMS, x.subList(2, 3), created(out.subList(1, 2))));
      } else if (known) {
        alias(out.get(1), x.get(2));
      } else {
        // the gradient by padding, which most probably nobody wants
        Tensor[] both = {created(List.of(in.get(2).like()))[0], created(out.subList(1, 2))[0]};
        add(new Step(Kind.NATIVE, x, both), op, context);
      }
    } else if (name.equals("multiply_bp") && known) {
      Tensor[] z = created(out);
      steps.add(new Step(Kind.MULTIPLY, List.of(x.get(2), x.get(1)), z[0]));
      steps.add(new Step(Kind.MULTIPLY, List.of(x.get(2), x.get(0)), z[1]));
    } else if (known) {
      Kind kind =
          switch (name) {
            case "layer_norm" -> Kind.LAYER_NORM;
            case "layer_norm_bp" -> Kind.LAYER_NORM_GRADIENT;
            case "softmax" -> Kind.SOFTMAX;
            case "softmax_bp" -> Kind.SOFTMAX_GRADIENT;
            case "thresholdedrelu_bp" -> Kind.RELU_GRADIENT;
            case "add" -> Kind.ADD;
            case "subtract" -> Kind.SUBTRACT;
            default -> Kind.MULTIPLY;
          };
      steps.add(new Step(kind, x, created(out)));
    } else {
      add(new Step(Kind.NATIVE, x, created(out)), op, context);
    }
  }

  private void product(
      Tensor left, boolean leftTransposed, Tensor right, boolean rightTransposed, Tensor to) {
    Step step = new Step(Kind.PRODUCT, List.of(left, right), to);
    step.leftTransposed = leftTransposed;
    step.rightTransposed = rightTransposed;
    steps.add(step);
  }

  /** As in {@link Products#gradient}, the second first: most goes on from the other. */
  private void productGradient(List<Tensor> x, boolean rightTransposed, Tensor[] z) {
    if (rightTransposed) {
      product(x.get(2), true, x.get(0), false, z[1]);
    } else {
      product(x.get(0), true, x.get(2), false, z[1]);
    }
    product(x.get(2), false, x.get(1), !rightTransposed, z[0]);
  }

  /** Adds a step that can be done by the recorded call. */
  private void add(Step step, CustomOp op, OpContext context) {
    step.call = new NativeCall(op, null, context);
    steps.add(step);
  }

  /** Whether a reshape is one in order 'c', which ND4J calls −99. */
  private static boolean isRowByRow(List<Long> flags) {
    return flags.isEmpty() || flags.get(0) == -'c';
  }

  /** Whether these are the numbers of all axes. */
  private static boolean isOrder(List<Long> axes, int rank) {
    return axes.stream().sorted().toList().equals(LongStream.range(0, rank).boxed().toList());
  }

  /** Whether {@code [n, 1, 1, width]} is added to {@code [n, heads, rows, width]}. */
  private static boolean isPadding(List<INDArray> in) {
    INDArray scores = in.get(0);
    INDArray padding = in.get(1);
    return scores.rank() == 4
        && padding.rank() == 4
        && padding.size(0) == scores.size(0)
        && padding.size(1) == 1
        && padding.size(2) == 1
        && padding.size(3) == scores.size(3)
        && scores.size(3) <= RowOps.BLOCK
        && !scores.equalShapes(padding);
  }

  private static boolean floats(List<INDArray> arrays) {
    return arrays.stream().allMatch(array -> array.dataType() == DataType.FLOAT);
  }

  private List<Tensor> tensors(List<INDArray> arrays) {
    kept.addAll(arrays);
    return arrays.stream().map(array -> find(array).orElseThrow()).toList();
  }

  private Tensor[] created(List<INDArray> arrays) {
    kept.addAll(arrays);
    Tensor[] tensors = new Tensor[arrays.size()];
    for (int k = 0; k < tensors.length; k++) {
      INDArray array = arrays.get(k);
      Storage storage = new Storage(array.dataType(), array.length());
      storages.put(address(array), storage);
      tensors[k] = Tensor.of(storage, array.shape());
    }
    return tensors;
  }

  private void alias(INDArray array, Tensor of) {
    kept.add(array);
    storages.put(address(array), of.storage());
  }

  private static long address(INDArray array) {
    return array.data().pointer().address() + array.data().getElementSize() * array.offset();
  }
}
