package org.groundswell.window;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The batches of some rows, one after the other: while one is used, the next one is made in a
 * thread of its own, unless it is small, so that nobody waits for it. The batches are the same bits
 * as those that {@link ScaledFrame} makes.
 *
 * <p>A batch is valid until the next one is asked for: its arrays are used again, and its encodings
 * may be longer than {@link Batch#distinct} of them. For one thread; close it when all is done.
 */
public final class Batches implements AutoCloseable {
  /** A batch of so many floats is made sooner than a thread can be told to: 512 kB. */
  private static final long SMALL = 1 << 17;

  private final boolean training;
  private final long small;

  /** One of the batch that is in use and one of the next. */
  private final BatchAssembler[] assemblers;

  // one that is not closed doesn't keep its thread for long
  private final ThreadPoolExecutor maker =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Batches::thread);

  private int[] rows = {};
  private int size = 1;
  private int from;
  private int turn;

  /** The batch being made, if {@link #underWay}. */
  private CompletableFuture<Batch> next = new CompletableFuture<>();

  private boolean underWay;

  /**
   * @param small floats up to which a batch is made in the thread that asks for it
   */
  Batches(ScaledFrame data, boolean training, long small) {
    this.training = training;
    this.small = small;
    assemblers = new BatchAssembler[] {new BatchAssembler(data), new BatchAssembler(data)};
    maker.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "groundswell-batches");
    thread.setDaemon(true);
    return thread;
  }

  /** Batches with targets and the weights of their cells. */
  public static Batches training(ScaledFrame data) {
    return new Batches(data, true, SMALL);
  }

  /** Batches for a forecast: nothing of the rows' labels is read. */
  public static Batches forecast(ScaledFrame data) {
    return new Batches(data, false, SMALL);
  }

  /**
   * Goes over rows from here on.
   *
   * @param rows not to be changed until all batches were taken
   * @param from where among them the first batch begins
   * @param size of a batch; the last one may be smaller
   */
  public void over(int[] rows, int from, int size) {
    drop();
    this.rows = rows;
    this.from = from;
    this.size = size;
  }

  public boolean hasNext() {
    return from < rows.length;
  }

  /** The next batch. */
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all %d rows are in batches".formatted(rows.length));
    }
    Batch batch = underWay ? made() : make(turn, from);
    from += batch.size();
    turn = 1 - turn;
    if (hasNext() && (long) batch.index().length * batch.features() > small) {
      int place = turn;
      int start = from;
      next = CompletableFuture.supplyAsync(() -> make(place, start), maker);
      underWay = true;
    }
    return batch;
  }

  private Batch make(int place, int start) {
    int end = Math.min(start + size, rows.length);
    return training
        ? assemblers[place].training(rows, start, end)
        : assemblers[place].forecast(rows, start, end);
  }

  private Batch made() {
    underWay = false;
    try {
      return next.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw (Error) e.getCause();
    }
  }

  /** Waits for a batch that nobody wants any more, even if it fails. */
  private void drop() {
    if (underWay) {
      underWay = false;
      next.handle((batch, failure) -> true).join();
    }
  }

  @Override
  public void close() {
    drop();
    maker.shutdown();
  }
}
