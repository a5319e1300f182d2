package org.groundswell.accelerate;

import java.util.Arrays;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's {@code LastTimeStep} around a {@link FastLstm}: each sequence's output at its last step by
 * the mask, picked in one go where DL4J makes several small arrays a sequence.
 */
final class FastLastStep extends LastTimeStepLayer {
  private final FastLstm lstm;

  /** By sequence, its last step in the last run; none if DL4J's own code must be used. */
  private int[] last = {};

  FastLastStep(FastLstm lstm) {
    super(lstm);
    this.lstm = lstm;
  }

  @Override
  public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    lstm.setInput(input, workspaces);
    return activate(training, workspaces);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    last = lstm.fastWithoutMask() ? lastSteps(lstm.getMaskArray(), lstm.input()) : new int[0];
    if (last.length == 0) {
      return super.activate(training, workspaces);
    }
    INDArray hidden = lstm.run(workspaces, ArrayType.ACTIVATIONS);
    int batch = (int) hidden.size(0);
    int units = (int) hidden.size(1);
    float[] step = new float[units * batch];
    float[] picked = new float[units * batch];
    Floats steps = Floats.of(hidden);
    for (int t : Arrays.stream(last).distinct().toArray()) {
      steps.read(t * units * batch, step, 0, units * batch);
      for (int b = 0; b < batch; b++) {
        if (last[b] == t) {
          for (int k = b; k < units * batch; k += batch) {
            picked[k] = step[k];
          }
        }
      }
    }
    INDArray output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {batch, units}, 'f');
    Floats.of(output).write(0, picked, 0, picked.length);
    return output;
  }

  /**
   * By sequence, its last step; none if the mask is not ones up to a step and zeros after it, so
   * that DL4J's layer would do more than to pick that step.
   */
  private static int[] lastSteps(INDArray mask, INDArray input) {
    int batch = (int) input.size(0);
    int time = (int) input.size(2);
    int[] last = new int[batch];
    if (mask == null) {
      Arrays.fill(last, time - 1);
      return last;
    }
    if (!mask.isMatrix() || mask.size(0) != batch || mask.size(1) != time) {
      return new int[0];
    }
    float[] present = Floats.rowMajor(mask);
    for (int b = 0; b < batch; b++) {
      int steps = 0;
      while (steps < time && present[b * time + steps] == 1) {
        steps++;
      }
      for (int t = steps; t < time; t++) {
        if (present[b * time + t] != 0) {
          return new int[0];
        }
      }
      if (steps == 0) {
        return new int[0];
      }
      last[b] = steps - 1;
    }
    return last;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray errors, LayerWorkspaceMgr workspaces) {
    int batch = last.length;
    if (batch == 0 || !lstm.gradientsFast() || errors.dataType() != DataType.FLOAT) {
      return super.backpropGradient(errors, workspaces);
    }
    int units = (int) errors.size(1);
    float[] values = Floats.rowMajor(errors);
    return lstm.goBack(
        workspaces,
        (into, t) -> {
          for (int b = 0; b < batch; b++) {
            if (last[b] == t) {
              for (int unit = 0; unit < units; unit++) {
                into[unit * batch + b] += values[b * units + unit];
              }
            }
          }
        });
  }
}
