package org.groundswell.frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A table of rows in time order. A row belongs to a group (an author, a series) and a stratum
 * within it (for posts: 1 for a reply, else 0), has known columns, targets and, if the schema says
 * so, extras: columns observed with the targets but not forecast.
 *
 * <p>Row j is <em>visible</em> to row i iff {@code t_j + labelDelay <= t_i} and {@code t_j < t_i}.
 * Within a group the rows visible to row i are always the oldest {@link #visibleCount}, so
 * visibility is a number a row and costs O(rows) in all.
 *
 * <p>Immutable. Known values and extras are floats in row-major order, targets are doubles; {@code
 * NaN} is a missing value. Known values of more than 256 MB lie in a temporary file that is mapped
 * into memory, in the folder of {@code java.io.tmpdir}; its room is free again once the frame is no
 * longer used.
 */
public final class Frame {
  private final Schema schema;
  private final Duration labelDelay;
  private final Instant collectedUntil;
  private final String[] ids;
  private final long[] millis;
  private final int[] group;
  private final List<String> groups;
  private final int[] stratum;

  /** The known columns in parts, as they were added; with them where each part begins. */
  private final List<FloatRows> known;

  private final int[] partStart;

  /** The part of each known column. */
  private final int[] partOf;

  private final double[] observed;
  private final FloatRows extras;

  /**
   * Rows sorted by group, then time: the rows of group g are groupRows[groupStart[g] … groupStart[g
   * + 1]).
   */
  private final int[] groupRows;

  private final int[] groupStart;
  private final int[] visibleCount;

  private Frame(
      Schema schema,
      Duration labelDelay,
      Instant collectedUntil,
      String[] ids,
      long[] millis,
      int[] group,
      List<String> groups,
      int[] stratum,
      List<FloatRows> known,
      int[] partStart,
      double[] observed,
      FloatRows extras) {
    this.schema = schema;
    this.labelDelay = labelDelay;
    this.collectedUntil = collectedUntil;
    this.ids = ids;
    this.millis = millis;
    this.group = group;
    this.groups = List.copyOf(groups);
    this.stratum = stratum;
    this.known = List.copyOf(known);
    this.partStart = partStart;
    this.partOf = new int[schema.known().size()];
    for (int part = 0; part < known.size(); part++) {
      Arrays.fill(partOf, partStart[part], partStart[part + 1], part);
    }
    this.observed = observed;
    this.extras = extras;
    this.groupStart = new int[groups.size() + 1];
    for (int g : group) {
      groupStart[g + 1]++;
    }
    for (int g = 0; g < groups.size(); g++) {
      groupStart[g + 1] += groupStart[g];
    }
    this.groupRows = new int[ids.length];
    int[] next = groupStart.clone();
    for (int row = 0; row < ids.length; row++) {
      groupRows[next[group[row]]++] = row;
    }
    this.visibleCount = countVisible();
  }

  private int[] countVisible() {
    int[] counts = new int[millis.length];
    long delay = labelDelay.toMillis();
    for (int g = 0; g < groups.size(); g++) {
      int end = groupStart[g];
      for (int k = groupStart[g]; k < groupStart[g + 1]; k++) {
        long now = millis[groupRows[k]];
        while (end < k && millis[groupRows[end]] + delay <= now && millis[groupRows[end]] < now) {
          end++;
        }
        counts[groupRows[k]] = end - groupStart[g];
      }
    }
    return counts;
  }

  public Schema schema() {
    return schema;
  }

  public int rows() {
    return ids.length;
  }

  /** How long after a row's instant its targets are taken to be known. */
  public Duration labelDelay() {
    return labelDelay;
  }

  /** The end of the collection; a row younger than the label delay by then has no label. */
  public Instant collectedUntil() {
    return collectedUntil;
  }

  public String id(int row) {
    return ids[row];
  }

  public Instant instant(int row) {
    return Instant.ofEpochMilli(millis[row]);
  }

  /** The row's instant in milliseconds since 1970-01-01T00:00Z. */
  public long millis(int row) {
    return millis[row];
  }

  public int group(int row) {
    return group[row];
  }

  /** The names of the groups in the order of their first row. */
  public List<String> groups() {
    return groups;
  }

  /** A small category within the group that forecasts are kept apart by; for posts 1 is a reply. */
  public int stratum(int row) {
    return stratum[row];
  }

  /** The value of a known column, {@code NaN} where missing. */
  public float known(int row, int column) {
    int part = partOf[column];
    return known.get(part).get(row, column - partStart[part]);
  }

  /**
   * Writes the values of known columns of a row, the first of them {@code first}, to {@code into}.
   */
  public void known(int row, int first, int count, float[] into) {
    int end = first + count;
    for (int part = 0; part < known.size(); part++) {
      int from = Math.max(first, partStart[part]);
      int to = Math.min(end, partStart[part + 1]);
      if (from < to) {
        known.get(part).read(row, from - partStart[part], to - from, into, from - first);
      }
    }
  }

  /**
   * The value of a target in original units, {@code NaN} where missing. Ask only for rows that may
   * be known.
   */
  public double observed(int row, int target) {
    return observed[row * schema.targets().size() + target];
  }

  /**
   * The value of a further observed column, {@code NaN} where missing. Ask only for rows that may
   * be known.
   *
   * @param column a position in {@link Schema#observed}
   */
  public float extra(int row, int column) {
    return extras.get(row, column);
  }

  /**
   * Writes the values of further observed columns of a row, the first of them {@code first}, to
   * {@code into}. Ask only for rows that may be known.
   */
  public void extras(int row, int first, int count, float[] into) {
    extras.read(row, first, count, into, 0);
  }

  /** How many rows a group has. */
  public int groupSize(int group) {
    return groupStart[group + 1] - groupStart[group];
  }

  /** The k-th oldest row of a group. */
  public int groupRow(int group, int k) {
    return groupRows[groupStart[group] + k];
  }

  /** How many rows of its own group are visible to a row; they are the group's oldest. */
  public int visibleCount(int row) {
    return visibleCount[row];
  }

  /** Whether the row's targets were known when the collection ended. */
  public boolean matured(int row) {
    return millis[row] + labelDelay.toMillis() <= collectedUntil.toEpochMilli();
  }

  /** The first row at or after an instant; {@link #rows} if there is none. */
  public int firstRowAt(Instant instant) {
    // rows stand at full milliseconds: the first at or after 0.2 ms is the first at or after 1 ms
    long wanted = instant.plusNanos(999_999).toEpochMilli();
    int position = Arrays.binarySearch(millis, wanted);
    if (position < 0) {
      return -position - 1;
    }
    while (position > 0 && millis[position - 1] == wanted) {
      position--;
    }
    return position;
  }

  /**
   * The same rows with further known columns.
   *
   * @param columns the columns to add
   * @param values {@code [rows, columns]}, row-major, in this frame's row order; the frame keeps
   *     the array, so it must not be written to any more
   * @throws IllegalArgumentException if a value is infinite, or missing where it may not be
   */
  public Frame withKnown(List<Column> columns, float[] values) {
    int added = columns.size();
    if (values.length != (long) rows() * added) {
      throw new IllegalArgumentException(
          "expected %d × %d values for %s but got %d"
              .formatted(rows(), added, columns, values.length));
    }
    boolean[] required = required(columns);
    for (int k = 0; k < values.length; k++) {
      if (wrong(values[k], required[k % added])) {
        throw wrong(ids[k / added], columns.get(k % added), values[k]);
      }
    }
    List<Column> all = new ArrayList<>(schema.known());
    all.addAll(columns);
    List<FloatRows> parts = new ArrayList<>(known);
    parts.add(FloatRows.of(added, values));
    int[] starts = Arrays.copyOf(partStart, partStart.length + 1);
    starts[partStart.length] = all.size();
    return new Frame(
        new Schema(all, schema.targets(), schema.observed()),
        labelDelay,
        collectedUntil,
        ids,
        millis,
        group,
        groups,
        stratum,
        parts,
        starts,
        observed,
        extras);
  }

  /**
   * The same rows with some of their known columns, in the same order. They are read where they lie
   * and not copied.
   *
   * @param wanted which to keep
   */
  public Frame withKnown(Predicate<Column> wanted) {
    List<Column> kept = new ArrayList<>();
    List<FloatRows> parts = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int lastPart = -1;
    int next = 0;
    for (int c = 0; c < partOf.length; c++) {
      Column column = schema.known().get(c);
      if (wanted.test(column)) {
        if (partOf[c] != lastPart || c != next) {
          lastPart = partOf[c];
          parts.add(new FloatRows.Columns(known.get(lastPart), c - partStart[lastPart]));
          starts.add(kept.size());
        }
        kept.add(column);
        next = c + 1;
      }
    }
    starts.add(kept.size());
    return new Frame(
        new Schema(kept, schema.targets(), schema.observed()),
        labelDelay,
        collectedUntil,
        ids,
        millis,
        group,
        groups,
        stratum,
        parts,
        starts.stream().mapToInt(Integer::intValue).toArray(),
        observed,
        extras);
  }

  /**
   * Some of the rows, as if there were no others; groups that have none of them are gone.
   *
   * @param rows ascending
   * @throws IllegalArgumentException if there is none
   */
  public Frame withRows(int[] rows) {
    Builder some = builder(schema, labelDelay).collectedUntil(collectedUntil);
    int targets = schema.targets().size();
    for (int row : rows) {
      float[] knownOfRow = new float[schema.known().size()];
      known(row, 0, knownOfRow.length, knownOfRow);
      float[] extrasOfRow = new float[schema.observed().size()];
      extras(row, 0, extrasOfRow.length, extrasOfRow);
      some.add(
          ids[row],
          groups.get(group[row]),
          instant(row),
          stratum[row],
          knownOfRow,
          Arrays.copyOfRange(observed, row * targets, (row + 1) * targets),
          extrasOfRow);
    }
    return some.build();
  }

  /** The same rows and values under another label delay: other rows are visible to a row. */
  public Frame withLabelDelay(Duration delay) {
    return new Frame(
        schema,
        delay,
        collectedUntil,
        ids,
        millis,
        group,
        groups,
        stratum,
        known,
        partStart,
        observed,
        extras);
  }

  /**
   * The same rows with the observed values of others: what an audit shuffles. Known columns stay,
   * so those that follow from observed values must be made again.
   *
   * @param from by row the row whose targets and further observed values it gets; −1: its targets
   *     are missing
   */
  public Frame withObservedOf(int[] from) {
    int targets = schema.targets().size();
    double[] moved = new double[observed.length];
    int[] extrasFrom = new int[rows()];
    for (int row = 0; row < rows(); row++) {
      extrasFrom[row] = from[row] < 0 ? row : from[row];
      for (int t = 0; t < targets; t++) {
        moved[row * targets + t] = from[row] < 0 ? Double.NaN : observed(from[row], t);
      }
    }
    return new Frame(
        schema,
        labelDelay,
        collectedUntil,
        ids,
        millis,
        group,
        groups,
        stratum,
        known,
        partStart,
        moved,
        extras.inOrder(extrasFrom));
  }

  /** By column: whether no value may be missing. */
  private static boolean[] required(List<Column> columns) {
    boolean[] required = new boolean[columns.size()];
    for (int c = 0; c < required.length; c++) {
      required[c] = !columns.get(c).nullable();
    }
    return required;
  }

  private static boolean wrong(float value, boolean required) {
    return Float.isInfinite(value) || (required && Float.isNaN(value));
  }

  private static IllegalArgumentException wrong(String id, Column column, float value) {
    return new IllegalArgumentException(
        "row '%s' has %s in column '%s'".formatted(id, value, column.name()));
  }

  /** A builder of a frame whose rows may come in any order. */
  public static Builder builder(Schema schema, Duration labelDelay) {
    return new Builder(schema, labelDelay);
  }

  /**
   * Collects rows in any order; {@link #build} sorts them by time, rows of one instant staying in
   * the order given.
   */
  public static final class Builder {
    private final Schema schema;
    private final Duration labelDelay;
    private final boolean[] requiredKnown;
    private final boolean[] requiredExtras;
    private final FloatRowsBuilder known;
    private final FloatRowsBuilder extras;
    private final List<String> ids = new ArrayList<>();

    /** The codes of groups in the order in which they were added. */
    private final Map<String, Integer> codes = new HashMap<>();

    private final List<String> names = new ArrayList<>();
    private int[] code = new int[64];
    private long[] millis = new long[64];
    private int[] stratum = new int[64];
    private double[] observed;
    private Instant collectedUntil = Instant.MIN;

    private Builder(Schema schema, Duration labelDelay) {
      if (labelDelay.isNegative()) {
        throw new IllegalArgumentException("label delay " + labelDelay + " is negative");
      }
      this.schema = schema;
      this.labelDelay = labelDelay;
      this.requiredKnown = required(schema.known());
      this.requiredExtras = required(schema.observed());
      this.known = new FloatRowsBuilder(schema.known().size());
      this.extras = new FloatRowsBuilder(schema.observed().size());
      this.observed = new double[64 * schema.targets().size()];
    }

    /**
     * Adds a row of a schema without further observed columns.
     *
     * @param known one value a known column, {@code NaN} only where the column is nullable
     * @param targets one value a target in original units, {@code NaN} where missing
     * @throws IllegalArgumentException if a value is infinite, or missing where it may not be
     */
    public Builder add(
        String id, String group, Instant instant, int stratum, float[] known, double[] targets) {
      return add(id, group, instant, stratum, known, targets, new float[0]);
    }

    /**
     * Adds a row.
     *
     * @param known one value a known column, {@code NaN} only where the column is nullable
     * @param targets one value a target in original units, {@code NaN} where missing
     * @param extras one value a further observed column, {@code NaN} only where it is nullable
     * @throws IllegalArgumentException if a value is infinite, or missing where it may not be
     */
    public Builder add(
        String id,
        String group,
        Instant instant,
        int stratum,
        float[] known,
        double[] targets,
        float[] extras) {
      checkRow(id, known, targets, extras);
      int row = ids.size();
      if (row == millis.length) {
        int capacity = Math.multiplyExact(row, 2);
        millis = Arrays.copyOf(millis, capacity);
        code = Arrays.copyOf(code, capacity);
        this.stratum = Arrays.copyOf(this.stratum, capacity);
        observed = Arrays.copyOf(observed, Math.multiplyExact(capacity, targets.length));
      }
      ids.add(id);
      code[row] = codes.computeIfAbsent(group, this::newGroup);
      millis[row] = instant.toEpochMilli();
      this.stratum[row] = stratum;
      this.known.add(known);
      this.extras.add(extras);
      System.arraycopy(targets, 0, observed, row * targets.length, targets.length);
      return this;
    }

    private int newGroup(String name) {
      names.add(name);
      return names.size() - 1;
    }

    private void checkRow(String id, float[] values, double[] targets, float[] extras) {
      if (values.length != schema.known().size() || targets.length != schema.targets().size()) {
        throw new IllegalArgumentException(
            "row '%s' has %d known values and %d targets where the schema has %d and %d"
                .formatted(
                    id,
                    values.length,
                    targets.length,
                    schema.known().size(),
                    schema.targets().size()));
      }
      if (extras.length != schema.observed().size()) {
        throw new IllegalArgumentException(
            "row '%s' has %d further observed values where the schema has %d"
                .formatted(id, extras.length, schema.observed().size()));
      }
      for (int c = 0; c < values.length; c++) {
        if (wrong(values[c], requiredKnown[c])) {
          throw wrong(id, schema.known().get(c), values[c]);
        }
      }
      for (int c = 0; c < extras.length; c++) {
        if (wrong(extras[c], requiredExtras[c])) {
          throw wrong(id, schema.observed().get(c), extras[c]);
        }
      }
      for (int t = 0; t < targets.length; t++) {
        if (Double.isInfinite(targets[t])) {
          throw new IllegalArgumentException(
              "row '%s' has %s as target '%s'".formatted(id, targets[t], schema.targets().get(t)));
        }
      }
    }

    /** Sets the end of the collection; without it, it is the newest row's instant. */
    public Builder collectedUntil(Instant instant) {
      collectedUntil = instant;
      return this;
    }

    /**
     * The frame of the rows added so far.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Frame build() {
      int rows = ids.size();
      if (rows == 0) {
        throw new IllegalArgumentException("a frame needs at least one row");
      }
      boolean sorted = TimeOrder.isSorted(millis, rows);
      int[] order = sorted ? IntStream.range(0, rows).toArray() : TimeOrder.of(millis, rows);
      String[] sortedIds = new String[rows];
      long[] sortedMillis = new long[rows];
      int[] group = new int[rows];
      int[] sortedStratum = new int[rows];
      int targets = schema.targets().size();
      double[] sortedObserved = new double[Math.multiplyExact(rows, targets)];
      // groups are numbered by their first row in time order, which need not be the first added
      List<String> groups = new ArrayList<>();
      int[] numbers = new int[names.size()];
      Arrays.fill(numbers, -1);
      for (int row = 0; row < rows; row++) {
        int from = order[row];
        sortedIds[row] = ids.get(from);
        sortedMillis[row] = millis[from];
        sortedStratum[row] = stratum[from];
        if (numbers[code[from]] < 0) {
          numbers[code[from]] = groups.size();
          groups.add(names.get(code[from]));
        }
        group[row] = numbers[code[from]];
        System.arraycopy(observed, from * targets, sortedObserved, row * targets, targets);
      }
      Instant newest = Instant.ofEpochMilli(sortedMillis[rows - 1]);
      return new Frame(
          schema,
          labelDelay,
          collectedUntil.equals(Instant.MIN) ? newest : collectedUntil,
          sortedIds,
          sortedMillis,
          group,
          groups,
          sortedStratum,
          List.of(sorted ? known.build() : known.build().inOrder(order)),
          new int[] {0, schema.known().size()},
          sortedObserved,
          sorted ? extras.build() : extras.build().inOrder(order));
    }
  }
}
