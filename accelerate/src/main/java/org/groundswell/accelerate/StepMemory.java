package org.groundswell.accelerate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps the arrays that one step of a graph worked in for the next step, and no others.
 *
 * <p>SameDiff's own manager leaves nearly all of them to the garbage collector, which sees small
 * Java objects only: native memory grows to gigabytes, and every step pays for fresh pages.
 */
final class StepMemory extends AbstractMemoryMgr {
  private record Kind(DataType type, List<Long> shape) {}

  /** Notes the number of every array it has let go of, and would never forget one. */
  private static final class Session extends InferenceSession {
    Session(SameDiff graph) {
      super(graph);
    }

    void forget() {
      freedArrays.clear();
    }
  }

  private final Map<Kind, Deque<INDArray>> free = new HashMap<>();
  private final List<INDArray> lent = new ArrayList<>();
  private final IdentityHashMap<SameDiff, Session> sessions = new IdentityHashMap<>();

  /** Lets a graph work in this memory when the present thread runs it, until the step ends. */
  void serve(SameDiff graph) {
    Session session = sessions.computeIfAbsent(graph, Session::new);
    session.setMmgr(this);
    session.forget();
    // also in place of a session that SameDiff made itself when this thread built the graph
    graph.getSessions().put(Thread.currentThread().getId(), session);
  }

  /** Takes back what was lent, outputs included, and frees what this step had no use for. */
  void endStep() {
    // SameDiff keeps a session, and all values it came by, for every thread that ever ran a graph
    sessions.keySet().forEach(graph -> graph.getSessions().remove(Thread.currentThread().getId()));
    free.values().forEach(unused -> unused.forEach(StepMemory::close));
    free.clear();
    for (INDArray array : lent) {
      Kind kind = kind(array.dataType(), array.shape());
      free.computeIfAbsent(kind, none -> new ArrayDeque<>()).add(array);
    }
    lent.clear();
  }

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    Deque<INDArray> reusable = free.get(kind(type, shape));
    INDArray array =
        reusable == null || reusable.isEmpty()
            ? Nd4j.createUninitializedDetached(type, shape)
            : reusable.poll();
    lent.add(array);
    return array;
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return descriptor.isEmpty()
        ? Nd4j.create(descriptor)
        : allocate(detached, descriptor.dataType(), descriptor.getShape());
  }

  /** Does nothing: arrays are taken back when the step ends. */
  @Override
  public void release(INDArray array) {}

  @Override
  public void close() {
    endStep();
    endStep();
    sessions.clear();
  }

  private static Kind kind(DataType type, long[] shape) {
    return new Kind(type, Arrays.stream(shape).boxed().toList());
  }

  private static void close(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }
}
