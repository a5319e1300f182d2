package org.groundswell.experiments.run;

import org.groundswell.frame.Frame;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;

/**
 * What all cells of a run share: the frame, its windows and anchors, and how rows are scaled.
 * Immutable, so cells read it side by side.
 */
public record FoldData(
    Windows windows, Anchors anchors, InputScaling inputs, TargetTransform.Config target) {

  public static FoldData of(Windows windows, InputScaling inputs, TargetTransform.Config target) {
    return new FoldData(windows, Anchors.of(windows.frame(), target.link()), inputs, target);
  }

  /** The same rows for models that learn another transform of their targets. */
  public FoldData withTarget(TargetTransform.Config other) {
    return other.equals(target) ? this : of(windows, inputs, other);
  }

  public Frame frame() {
    return windows.frame();
  }

  /** The frame scaled by the statistics of some rows. */
  public ScaledFrame scaledBy(int[] rows) {
    return ScaledFrame.fit(windows, anchors, inputs, target, rows);
  }
}
