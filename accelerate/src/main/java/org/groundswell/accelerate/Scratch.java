package org.groundswell.accelerate;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native floats that are kept from one use to the next, and taken anew only where more are needed.
 */
final class Scratch implements AutoCloseable {
  private INDArray memory = Nd4j.empty(DataType.FLOAT);
  private Floats floats;

  /** Asked for so often that the array's own length would take too long. */
  private long size;

  /**
   * At least that many floats, from the first on; what they hold is left from before, or nothing.
   */
  Floats of(long length) {
    if (size < length) {
      close();
      memory = Nd4j.createUninitializedDetached(DataType.FLOAT, length);
      floats = Floats.of(memory);
      size = length;
    }
    return floats.from(0);
  }

  /** Gives the memory back; the next use takes it anew. */
  @Override
  public void close() {
    if (memory.closeable()) {
      memory.close();
    }
    memory = Nd4j.empty(DataType.FLOAT);
    size = 0;
  }
}
