package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.groundswell.accelerate.Products.Product;
import org.groundswell.accelerate.Step.Kind;
import org.groundswell.accelerate.Tensor.Storage;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a graph does for arrays of given shapes, settled once: which steps, in which order, in which
 * memory. A run takes no native memory. Values whose times do not overlap lie in the same place.
 *
 * <p>It gives the bits that the recorded run gave, but where rows are shared. Not thread-safe.
 */
final class StaticPlan implements AutoCloseable {
  /** Places start at multiples of that many floats: a line of the cache. */
  private static final long LINE = 16;

  private final List<Runnable> kernels = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final RowOps ops = new RowOps();

  private final boolean sharing;

  /**
   * Settles it.
   *
   * @param recorded steps as recorded; they are used up
   * @param wanted what is read after a run
   * @param matrix the storage of a matrix that might be given as distinct rows; null if there is
   *     none
   * @param rows those rows
   */
  StaticPlan(List<Step> recorded, List<Tensor> wanted, Storage matrix, RepeatedRows rows) {
    List<Step> steps = Rewriting.of(recorded, wanted);
    sharing = matrix != null && canShare(steps, wanted, matrix);
    place(steps, wanted);
    steps.forEach(step -> kernels.add(kernel(step, sharing ? matrix : null, rows)));
  }

  /** Whether the matrix is read as distinct rows, and never as a whole. */
  boolean sharing() {
    return sharing;
  }

  private static boolean canShare(List<Step> steps, List<Tensor> wanted, Storage matrix) {
    Tensor whole = Tensor.of(matrix, matrix.array.shape());
    return wanted.stream().noneMatch(tensor -> tensor.storage() == matrix)
        && steps.stream()
            .filter(step -> step.readsFrom(matrix))
            .allMatch(
                step ->
                    step.kind == Kind.PRODUCT
                        && step.reads.get(0).equals(whole)
                        && step.allReads().stream()
                            .skip(1)
                            .noneMatch(tensor -> tensor.storage() == matrix)
                        && !step.rightTransposed
                        && !step.accumulates
                        && step.writes.get(0).isRowMajor());
  }

  void run() {
    for (Runnable kernel : kernels) {
      kernel.run();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : owned) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    owned.clear();
  }

  /** When a storage is in use, by numbers of steps, and where it lies. */
  private static final class Life {
    final Storage storage;
    final int from;
    int to;
    long place;

    Life(Storage storage, int from) {
      this.storage = storage;
      this.from = from;
    }
  }

  private void place(List<Step> steps, List<Tensor> wanted) {
    Map<Storage, Life> lives = lives(steps, wanted);
    long size = 0;
    List<Life> placed = new ArrayList<>();
    Set<Life> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Life life : lives.values()) {
      if (life.storage.type != DataType.FLOAT) {
        INDArray own =
            Nd4j.createUninitializedDetached(life.storage.type, Math.max(1, life.storage.length));
        life.storage.array = own;
        owned.add(own);
      } else if (distinct.add(life)) {
        life.place = gap(placed, life);
        placed.add(life);
        size = Math.max(size, life.place + lines(life.storage.length));
      }
    }
    INDArray arena = Nd4j.createUninitializedDetached(DataType.FLOAT, Math.max(LINE, size));
    owned.add(arena);
    lives.forEach(
        (storage, life) -> {
          if (storage.type == DataType.FLOAT) {
            storage.array =
                Nd4j.create(
                    arena.data(), new long[] {storage.length}, new long[] {1}, life.place, 'c');
          }
        });
  }

  private static long lines(long length) {
    return (length + LINE - 1) / LINE * LINE;
  }

  /** In the order of their beginnings; storages that lie in one place have one life. */
  private static Map<Storage, Life> lives(List<Step> steps, List<Tensor> wanted) {
    Map<Storage, Integer> last = new HashMap<>();
    for (int k = 0; k < steps.size(); k++) {
      int now = k;
      steps.get(k).allReads().forEach(tensor -> last.put(tensor.storage(), now));
      steps.get(k).writes.forEach(tensor -> last.put(tensor.storage(), now));
    }
    wanted.forEach(tensor -> last.put(tensor.storage(), steps.size()));
    Map<Storage, Life> lives = new LinkedHashMap<>();
    for (int k = 0; k < steps.size(); k++) {
      for (Tensor tensor : steps.get(k).writes) {
        Storage storage = tensor.storage();
        if (!storage.external && !lives.containsKey(storage)) {
          Life life = heir(steps.get(k), k, storage, lives, last);
          life.to = Math.max(life.to, last.get(storage));
          lives.put(storage, life);
        }
      }
    }
    return lives;
  }

  /** The life of an argument that ends with this step, if the result may lie in its place. */
  private static Life heir(
      Step step, int now, Storage storage, Map<Storage, Life> lives, Map<Storage, Integer> last) {
    boolean inPlace =
        switch (step.kind) {
          case ADD,
              MULTIPLY,
              RELU_GRADIENT,
              GELU,
              GELU_DERIVATIVE,
              SOFTMAX,
              SOFTMAX_OF_SUM,
              SOFTMAX_GRADIENT,
              LAYER_NORM_GRADIENT ->
              step.writes.get(0).storage() == storage;
          default -> false;
        };
    if (inPlace) {
      for (Tensor argument : step.reads) {
        Life life = lives.get(argument.storage());
        if (life != null
            && life.to == now
            && last.get(argument.storage()) == now
            && argument.storage().length == storage.length) {
          return life;
        }
      }
    }
    return new Life(storage, now);
  }

  /** The lowest place that is free all the while. */
  private static long gap(List<Life> placed, Life life) {
    List<Life> others =
        placed.stream()
            .filter(other -> other.from <= life.to && life.from <= other.to)
            .sorted((x, y) -> Long.compare(x.place, y.place))
            .toList();
    long place = 0;
    for (Life other : others) {
      if (place + lines(life.storage.length) <= other.place) {
        break;
      }
      place = Math.max(place, other.place + lines(other.storage.length));
    }
    return place;
  }

  private Runnable kernel(Step step, Storage shared, RepeatedRows rows) {
    if (step.kind == Kind.NATIVE
        || step.kind == Kind.RELU
        || step.kind == Kind.PERMUTE
        || step.kind == Kind.ADD_PADDING) {
      OpContext context = step.call.on(step.reads, step.writes);
      owned.add(context);
      return () -> step.call.run(context);
    }
    if (step.kind == Kind.PRODUCT) {
      return product(step, step.reads.get(0).storage() == shared ? rows : null);
    }
    Floats[] x = floats(step.reads);
    Floats[] z = floats(step.writes);
    int width = step.reads.get(0).fromLast(0);
    return switch (step.kind) {
      case LAYER_NORM -> () -> ops.layerNorm(x[0], x[1], x[2], z[0], width);
      case LAYER_NORM_GRADIENT ->
          () -> ops.layerNormGradient(x[0], x[1], x[3], z[0], z[1], z[2], width);
      case SOFTMAX -> () -> ops.softmax(x[0], z[0], width);
      case SOFTMAX_OF_SUM -> {
        Tensor scores = step.reads.get(0);
        int together = Math.toIntExact(scores.length() / scores.shape()[0] / width);
        yield () -> ops.softmaxOfSum(x[0], x[1], z[0], together, width);
      }
      case SOFTMAX_GRADIENT -> () -> ops.softmaxGradient(x[0], x[1], z[0], width);
      case RELU_GRADIENT -> () -> ops.reluGradient(x[0], x[1], z[0]);
      case GELU -> () -> ops.gelu(x[0], z[0]);
      case GELU_DERIVATIVE -> () -> ops.geluDerivative(x[0], z[0]);
      case COLUMN_SUMS -> () -> ops.columnSums(x[0], z[0], width);
      case BIAS ->
          () -> {
            ops.copy(x[0], z[0]);
            ops.finish(z[0], x[1], false, null, null, null);
          };
      case TOTAL -> () -> ops.total(x[0], z[0]);
      case SCALE -> () -> ops.scale(x[0], step.factor, z[0]);
      case SUBTRACT -> () -> ops.subtract(x[0], x[1], z[0]);
      case ADD -> () -> ops.add(x[0], x[1], z[0]);
      default -> () -> ops.multiply(x[0], x[1], z[0]);
    };
  }

  private Runnable product(Step step, RepeatedRows rows) {
    Floats z = step.writes.get(0).floats();
    Runnable product = rows == null ? new Product(step) : sharedProduct(step, rows, z);
    if (step.bias == null
        && !step.relu
        && step.gate == null
        && step.factors == null
        && step.added == null) {
      return product;
    }
    Floats bias = floats(step.bias);
    Floats gate = floats(step.gate);
    Floats factors = floats(step.factors);
    Floats added = floats(step.added);
    return () -> {
      // not in parts: where BLAS is asked for rows at once moves their last bits
      product.run();
      ops.finish(z, bias, step.relu, gate, factors, added);
    };
  }

  private static Runnable sharedProduct(Step step, RepeatedRows rows, Floats z) {
    int columns = step.writes.get(0).fromLast(0);
    Floats right = step.reads.get(1).floats();
    return step.leftTransposed
        ? () -> rows.gradient(right, z, columns)
        : () -> rows.product(right, z, columns);
  }

  /** Null for null. */
  private static Floats floats(Tensor tensor) {
    return tensor == null ? null : tensor.floats();
  }

  private static Floats[] floats(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::floats).toArray(Floats[]::new);
  }
}
