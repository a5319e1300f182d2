package org.groundswell.accelerate;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** An op with the arguments of one call, which can be made again on other arrays. */
final class NativeCall {
  private final CustomOp customOp;
  private final Op op;
  private final long[] integers;
  private final double[] reals;
  private final boolean[] flags;
  private final DataType[] types;

  /**
   * Takes down the arguments.
   *
   * @param customOp what was called, or null
   * @param op what was called if the other is null
   */
  NativeCall(CustomOp customOp, Op op, OpContext context) {
    this.customOp = customOp;
    this.op = op;
    integers = context.getIArguments().stream().mapToLong(value -> value).toArray();
    reals = context.getTArguments().stream().mapToDouble(value -> value).toArray();
    List<Boolean> given = context.getBArguments();
    flags = new boolean[given.size()];
    for (int k = 0; k < flags.length; k++) {
      flags[k] = given.get(k);
    }
    types = context.getDArguments().toArray(new DataType[0]);
  }

  /** A context for calls on given memory; to be closed. */
  OpContext on(List<Tensor> in, List<Tensor> out) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    for (int k = 0; k < in.size(); k++) {
      context.setInputArray(k, in.get(k).array());
    }
    for (int k = 0; k < out.size(); k++) {
      context.setOutputArray(k, out.get(k).array());
    }
    if (integers.length > 0) {
      context.setIArguments(integers);
    }
    if (reals.length > 0) {
      context.setTArguments(reals);
    }
    if (flags.length > 0) {
      context.setBArguments(flags);
    }
    if (types.length > 0) {
      context.setDArguments(types);
    }
    return context;
  }

  void run(OpContext context) {
    OpExecutioner executioner = Nd4j.getExecutioner();
    if (customOp != null) {
      executioner.exec(customOp, context);
    } else {
      executioner.exec(op, context);
    }
  }
}
