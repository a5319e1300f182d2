package org.groundswell.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RowSpan;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.Scaler;
import org.groundswell.scale.Scaling;
import org.groundswell.scale.TargetTransform;

/**
 * A frame as the models of one fold see it: its windows, the scalers fitted on training rows, and
 * the encodings that follow.
 *
 * <p>A row has two encodings, each the same in every window it stands in. As <em>history</em>:
 * known columns, further observed columns, targets in z, an indicator for each value that is
 * missing. As the <em>query</em>: known columns, zeros for all that is observed and its indicators,
 * and a query indicator. A missing value is 0 after scaling. The encodings of a frame that is not
 * too large are made once; of a larger one when a batch asks for them, so that a row is stored
 * once.
 */
public final class ScaledFrame {
  /**
   * How inputs are scaled.
   *
   * @param numeric the chain of {@link Column.Kind#NUMERIC} columns
   * @param count the chain of {@link Column.Kind#COUNT} columns
   * @param clip scaled inputs are clipped to [−clip, clip], so that a value far outside the
   *     training range stays harmless
   * @param maxCategories how many categories of a column, the most frequent in training rows, have
   *     an input of their own
   */
  public record InputScaling(
      List<Scaler> numeric, List<Scaler> count, double clip, int maxCategories) {
    public InputScaling {
      numeric = List.copyOf(numeric);
      count = List.copyOf(count);
      if (!(clip > 0) || maxCategories < 0) {
        throw new IllegalArgumentException(
            "clip %s must be positive and maxCategories %d not negative"
                .formatted(clip, maxCategories));
      }
    }

    /** Robust for quantities, log1p and robust for counts, clipped at 10, 32 categories. */
    public static InputScaling robust() {
      return new InputScaling(List.of(Scaler.ROBUST), List.of(Scaler.LOG1P, Scaler.ROBUST), 10, 32);
    }
  }

  /** Floats that may be kept beside the frame: 256 MB. */
  private static final long MOST_KEPT = 64L << 20;

  /** Columns read in one go: neighbours in a row share a line of the processor's cache. */
  private static final int FITTED_AT_ONCE = 16;

  private final Windows windows;
  private final InputScaling inputs;
  private final TargetTransform target;
  private final RowSpan fittedOn;

  private final List<ColumnEncoding> known;
  private final List<ColumnEncoding> extras;
  private final RowEncoding knownEncoding;
  private final List<String> featureNames;

  /** How many features come before those of what is observed. */
  private final int knownFeatures;

  /** The encodings of all rows as history, {@code [rows, features]}; empty if they are too many. */
  private final float[] histories;

  /** Targets in z as histories have them, {@code [row, target]}; {@code NaN} where missing. */
  private final float[] clippedTargets;

  private ScaledFrame(
      Windows windows,
      InputScaling inputs,
      TargetTransform target,
      RowSpan fittedOn,
      List<ColumnEncoding> known,
      List<ColumnEncoding> extras,
      long mostKept) {
    this.windows = windows;
    this.inputs = inputs;
    this.target = target;
    this.fittedOn = fittedOn;
    this.known = known;
    this.extras = extras;
    knownEncoding = new RowEncoding(known);
    List<String> names = new ArrayList<>();
    known.forEach(column -> names.addAll(column.names()));
    knownFeatures = names.size();
    extras.forEach(column -> names.addAll(column.names()));
    for (String name : frame().schema().targets()) {
      names.add(name);
      names.add(name + " missing");
    }
    names.add("query");
    featureNames = List.copyOf(names);
    long size = (long) frame().rows() * features();
    int rows = frame().rows();
    clippedTargets = new float[Math.multiplyExact(rows, target.targets())];
    for (int cell = 0; cell < clippedTargets.length; cell++) {
      clippedTargets[cell] = clip(z(cell / target.targets(), cell % target.targets()));
    }
    histories = new float[size <= mostKept ? (int) size : 0];
    if (histories.length > 0) {
      float[] values = new float[known.size()];
      for (int row = 0; row < rows; row++) {
        encodeHistory(row, histories, row * features(), values);
      }
      Batch.requireFinite(histories, histories.length, features());
    }
  }

  /**
   * Fits input scalers and the target transform on training rows.
   *
   * @param anchors of the same frame and the target configuration's link
   * @throws IllegalArgumentException if there is no training row
   */
  public static ScaledFrame fit(
      Windows windows,
      Anchors anchors,
      InputScaling inputs,
      TargetTransform.Config targetConfig,
      int[] rows) {
    return fit(windows, anchors, inputs, targetConfig, rows, MOST_KEPT);
  }

  /**
   * Fits.
   *
   * @param mostKept floats of encodings that may be kept
   */
  static ScaledFrame fit(
      Windows windows,
      Anchors anchors,
      InputScaling inputs,
      TargetTransform.Config targetConfig,
      int[] rows,
      long mostKept) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there is no training row to fit scalers on");
    }
    Frame frame = windows.frame();
    List<ColumnEncoding> known = encodings(frame.schema().known(), inputs, rows, frame::known);
    List<ColumnEncoding> extras = encodings(frame.schema().observed(), inputs, rows, frame::extras);
    TargetTransform target = TargetTransform.fit(frame, anchors, targetConfig, rows);
    RowSpan fittedOn = RowSpan.of(frame, rows);
    return new ScaledFrame(windows, inputs, target, fittedOn, known, extras, mostKept);
  }

  /** Reads columns of a row. */
  private interface Cells {
    void read(int row, int first, int count, float[] into);
  }

  private static List<ColumnEncoding> encodings(
      List<Column> columns, InputScaling inputs, int[] rows, Cells cells) {
    List<ColumnEncoding> encodings = new ArrayList<>();
    for (int first = 0; first < columns.size(); first += FITTED_AT_ONCE) {
      int count = Math.min(FITTED_AT_ONCE, columns.size() - first);
      float[][] values = new float[count][rows.length];
      float[] row = new float[count];
      for (int k = 0; k < rows.length; k++) {
        cells.read(rows[k], first, count, row);
        for (int c = 0; c < count; c++) {
          values[c][k] = row[c];
        }
      }
      double[] column = new double[rows.length];
      for (int c = 0; c < count; c++) {
        for (int k = 0; k < column.length; k++) {
          column[k] = values[c][k];
        }
        encodings.add(ColumnEncoding.fit(columns.get(first + c), inputs, column));
      }
    }
    return List.copyOf(encodings);
  }

  public Frame frame() {
    return windows.frame();
  }

  public Windows windows() {
    return windows;
  }

  public TargetTransform target() {
    return target;
  }

  /** The rows whose statistics the scalers of inputs and targets are. */
  public RowSpan fittedOn() {
    return fittedOn;
  }

  /** How inputs were asked to be scaled. */
  public InputScaling inputs() {
    return inputs;
  }

  /**
   * The fitted scaling of a known column; an empty chain for a flag.
   *
   * @throws IllegalArgumentException if the column is a category, which has none
   */
  public Scaling scaling(int column) {
    return scaling(known.get(column));
  }

  /**
   * The codes of a known column that have an input of their own, in the order of these inputs; none
   * if the column is not a category.
   */
  public List<Integer> categories(int column) {
    return known.get(column).codes();
  }

  /**
   * The fitted scaling of a further observed column; an empty chain for a flag.
   *
   * @throws IllegalArgumentException if the column is a category, which has none
   */
  public Scaling extraScaling(int column) {
    return scaling(extras.get(column));
  }

  /** {@link #categories} of a further observed column. */
  public List<Integer> extraCategories(int column) {
    return extras.get(column).codes();
  }

  private static Scaling scaling(ColumnEncoding encoding) {
    if (encoding.categorical()) {
      throw new IllegalArgumentException(
          "column '%s' is a category and not scaled".formatted(encoding.column().name()));
    }
    return encoding.scaling();
  }

  /** Width of an encoding. */
  public int features() {
    return featureNames.size();
  }

  /** The names of the encoding's features, in order. */
  public List<String> featureNames() {
    return featureNames;
  }

  /** Whether all encodings were found to be finite numbers; else each is to be looked at. */
  boolean checked() {
    return histories.length > 0;
  }

  /** Writes the encoding of a row as history to {@code into[at … at + features())}. */
  public void writeHistory(int row, float[] into, int at) {
    writeHistory(row, into, at, new float[known.size()]);
  }

  /**
   * Writes the encoding of a row as history.
   *
   * @param values room for the row's known values
   */
  void writeHistory(int row, float[] into, int at, float[] values) {
    if (histories.length > 0) {
      System.arraycopy(histories, row * features(), into, at, features());
    } else {
      encodeHistory(row, into, at, values);
    }
  }

  private void encodeHistory(int row, float[] into, int at, float[] values) {
    int to = encodeKnown(row, into, at, values);
    for (int c = 0; c < extras.size(); c++) {
      to = extras.get(c).write(frame().extra(row, c), into, to);
    }
    int targets = target.targets();
    for (int t = 0; t < targets; t++) {
      float value = clippedTargets[row * targets + t];
      boolean missing = Float.isNaN(value);
      into[to++] = missing ? 0 : value;
      into[to++] = missing ? 1 : 0;
    }
    into[to] = 0;
  }

  private int encodeKnown(int row, float[] into, int at, float[] values) {
    frame().known(row, 0, values.length, values);
    return knownEncoding.write(values, into, at);
  }

  /** Writes the encoding of a row as the query, which holds nothing of what is observed of it. */
  public void writeQuery(int row, float[] into, int at) {
    writeQuery(row, into, at, new float[known.size()]);
  }

  /**
   * Writes the encoding of a row as the query.
   *
   * @param values room for the row's known values
   */
  void writeQuery(int row, float[] into, int at, float[] values) {
    if (histories.length > 0) {
      System.arraycopy(histories, row * features(), into, at, knownFeatures);
    } else {
      encodeKnown(row, into, at, values);
    }
    int end = at + features() - 1;
    Arrays.fill(into, at + knownFeatures, end, 0);
    into[end] = 1;
  }

  /** Clipped; {@code NaN} stays {@code NaN}. */
  private float clip(double scaled) {
    return (float) Math.max(-inputs.clip(), Math.min(inputs.clip(), scaled));
  }

  /** z of a row's target, {@code NaN} where missing. */
  public double z(int row, int targetColumn) {
    return target.apply(row, targetColumn, frame().observed(row, targetColumn));
  }

  /** A batch for training: with targets and the weights of their cells. */
  public Batch trainingBatch(int[] rows) {
    return new BatchAssembler(this).training(rows, 0, rows.length);
  }

  /**
   * A batch for a forecast: its targets and weights are empty, and nothing of the rows' labels is
   * read.
   */
  public Batch forecastBatch(int[] rows) {
    return new BatchAssembler(this).forecast(rows, 0, rows.length);
  }

  /**
   * Writes what a batch of rows is to learn, see {@link Batch}.
   *
   * @param z targets in z, {@code [row, target]}, 0 where missing
   * @param weights of the cells, {@code [row, target]}
   */
  void writeTargets(int[] rows, float[] z, float[] weights) {
    int targets = target.targets();
    int observedTargets = 0;
    int[] observed = new int[targets];
    for (int t = 0; t < targets; t++) {
      for (int row : rows) {
        observed[t] += Double.isNaN(frame().observed(row, t)) ? 0 : 1;
      }
      observedTargets += observed[t] > 0 ? 1 : 0;
    }
    for (int b = 0; b < rows.length; b++) {
      for (int t = 0; t < targets; t++) {
        double value = z(rows[b], t);
        boolean missing = Double.isNaN(value);
        z[b * targets + t] = missing ? 0 : (float) value;
        weights[b * targets + t] =
            missing ? 0 : (float) (1.0 / ((double) observed[t] * observedTargets));
      }
    }
  }
}
