package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Sums of several quantities over the rows of each block of time and of each author: all that a
 * bootstrap of blocks needs to know of the rows. The number of rows is summed as a last quantity.
 */
public final class BlockSums {
  private final TimeBlocks blocks;
  private final int[] author;
  private final int[] cellOrder;
  private final double[][] quantities;
  private final double[][] byBlock;
  private final double[][] byAuthor;
  private final double[] totals;

  private BlockSums(TimeBlocks blocks, int[] author, int authors, double[][] quantities) {
    this.blocks = blocks;
    this.author = author;
    this.quantities = quantities;
    byBlock = new double[blocks.count()][quantities.length + 1];
    byAuthor = new double[authors][quantities.length + 1];
    totals = new double[quantities.length + 1];
    for (int row = 0; row < author.length; row++) {
      add(row, byBlock[blocks.of(row)]);
      add(row, byAuthor[author[row]]);
      add(row, totals);
    }
    int[] inTime = counted(IntStream.range(0, author.length).toArray(), blocks::of, blocks.count());
    cellOrder = counted(inTime, row -> author[row], authors);
  }

  /**
   * The sums of rows.
   *
   * @param authors one a row of the blocks, in their order, any numbers
   * @param quantities {@code [quantity][row]}, finite
   * @throws IllegalArgumentException if lengths differ or a value is not finite
   */
  public static BlockSums of(TimeBlocks blocks, int[] authors, double[]... quantities) {
    Numbers.checkLength("authors", authors.length, blocks.size());
    for (double[] quantity : quantities) {
      Numbers.checkFinite("quantity", quantity);
      Numbers.checkLength("values of a quantity", quantity.length, blocks.size());
    }
    int[] distinct = IntStream.of(authors).sorted().distinct().toArray();
    int[] author = new int[authors.length];
    for (int row = 0; row < author.length; row++) {
      author[row] = Arrays.binarySearch(distinct, authors[row]);
    }
    return new BlockSums(blocks, author, distinct.length, quantities.clone());
  }

  private void add(int row, double[] sums) {
    for (int quantity = 0; quantity < quantities.length; quantity++) {
      sums[quantity] += quantities[quantity][row];
    }
    sums[quantities.length]++;
  }

  int lags(Duration labelDelay) {
    return blocks.lags(labelDelay);
  }

  int occupied() {
    return blocks.occupied();
  }

  /** {@code [block][quantity]}, rows last. */
  double[][] byBlock() {
    return byBlock;
  }

  /** {@code [author][quantity]}, rows last. */
  double[][] byAuthor() {
    return byAuthor;
  }

  /** {@code [quantity]}, rows last. */
  double[] totals() {
    return totals;
  }

  /**
   * The sum of squares, over cells of an author in a run of blocks, of the cell's weighted sum.
   *
   * @param weights {@code [quantity]}, rows last
   */
  double squaresOfCells(double[] weights, int runLength) {
    double squares = 0;
    double sum = 0;
    for (int place = 0; place < cellOrder.length; place++) {
      int row = cellOrder[place];
      if (place > 0 && !sameCell(row, cellOrder[place - 1], runLength)) {
        squares += sum * sum;
        sum = 0;
      }
      sum += weights[quantities.length];
      for (int quantity = 0; quantity < quantities.length; quantity++) {
        sum += weights[quantity] * quantities[quantity][row];
      }
    }
    return squares + sum * sum;
  }

  /** Rows ordered by a small key, those of one key in the order given: a counting sort. */
  private static int[] counted(int[] rows, IntUnaryOperator key, int keys) {
    int[] next = new int[keys + 1];
    for (int row : rows) {
      next[key.applyAsInt(row) + 1]++;
    }
    for (int k = 0; k < keys; k++) {
      next[k + 1] += next[k];
    }
    int[] ordered = new int[rows.length];
    for (int row : rows) {
      ordered[next[key.applyAsInt(row)]++] = row;
    }
    return ordered;
  }

  private boolean sameCell(int row, int other, int runLength) {
    return author[row] == author[other]
        && blocks.of(row) / runLength == blocks.of(other) / runLength;
  }
}
