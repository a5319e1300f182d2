package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.accelerate.Tensor.Storage;

/** One thing that a {@link StaticPlan} does in a run: what it reads, and what it writes. */
final class Step {
  /** What is done. */
  enum Kind {
    /** {@code reads 0 × reads 1}, and what is told of by the step's own fields. */
    PRODUCT,
    /** {@code reads 0 + a row}, reads 1. */
    BIAS,
    RELU,
    RELU_GRADIENT,
    GELU,
    /** At reads 0. */
    GELU_DERIVATIVE,
    LAYER_NORM,
    LAYER_NORM_GRADIENT,
    SOFTMAX,
    /** Softmax of reads 0 plus reads 1, {@code [n, 1, 1, width]}. */
    SOFTMAX_OF_SUM,
    /** From reads 0, the input of softmax, or its output once {@link Rewriting} has found that. */
    SOFTMAX_GRADIENT,
    COLUMN_SUMS,
    ADD,
    SUBTRACT,
    /** {@code reads 0 × factor}. */
    SCALE,
    /** The sum of all values. */
    TOTAL,
    /** Adds {@code [n, 1, 1, width]} to {@code [n, heads, rows, width]}. */
    ADD_PADDING,
    MULTIPLY,
    PERMUTE,
    /** Whatever else, by ND4J's executioner. */
    NATIVE
  }

  final Kind kind;
  final List<Tensor> reads;
  final List<Tensor> writes;

  /** Of a product: whether the factors are transposed in their last two dimensions. */
  boolean leftTransposed;

  boolean rightTransposed;

  /** Of a product: whether it is added to what is written to. */
  boolean accumulates;

  /** Of a product: what follows it in the same memory; null if nothing of the kind does. */
  Tensor bias;

  boolean relu;

  /** Where this is not positive, the result becomes 0. */
  Tensor gate;

  Tensor factors;
  Tensor added;

  /** Of a scaling. */
  float factor;

  /** Of a permutation. */
  long[] order;

  /** The op as recorded, of steps that may be left to it. */
  NativeCall call;

  Step(Kind kind, List<Tensor> reads, Tensor... writes) {
    this.kind = kind;
    this.reads = new ArrayList<>(reads);
    this.writes = new ArrayList<>(Arrays.asList(writes));
  }

  /** All that is read. */
  List<Tensor> allReads() {
    List<Tensor> all = new ArrayList<>(reads);
    for (Tensor further : new Tensor[] {bias, gate, factors, added}) {
      if (further != null) {
        all.add(further);
      }
    }
    if (accumulates) {
      all.addAll(writes);
    }
    return all;
  }

  boolean readsFrom(Storage storage) {
    return allReads().stream().anyMatch(tensor -> tensor.storage() == storage);
  }

  boolean writesTo(Storage storage) {
    return writes.stream().anyMatch(tensor -> tensor.storage() == storage);
  }
}
