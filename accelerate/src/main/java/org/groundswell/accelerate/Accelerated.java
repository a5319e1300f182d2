package org.groundswell.accelerate;

import java.lang.reflect.Field;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes DL4J's networks faster on the CPU. Results are DL4J's within float rounding, and what is
 * not supported runs as before.
 *
 * <p>After {@link #use use(false)}, with the system property {@value #PROPERTY} set to {@code off},
 * and with another backend of ND4J than the CPU's, nothing is changed.
 */
public final class Accelerated {
  /** {@code off} leaves everything to DL4J, whatever {@link #use} was told. */
  public static final String PROPERTY = "groundswell.accelerate";

  private static final Logger LOG = LoggerFactory.getLogger(Accelerated.class);
  private static final String CPU = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";

  private static volatile boolean used = true;

  private Accelerated() {}

  /** Whether anything is accelerated in this JVM. */
  public static boolean on() {
    return used
        && !"off".equals(System.getProperty(PROPERTY))
        && Nd4j.getBackend().getClass().getName().equals(CPU);
  }

  /**
   * Says for the whole JVM whether networks made from now on are accelerated, and ops from now on
   * are the faster ones. It is so unless this says otherwise.
   */
  public static synchronized void use(boolean accelerated) {
    used = accelerated;
    if (on()) {
      ops();
    } else if (Nd4j.getExecutioner() instanceof FasterOps) {
      executioner(new NativeOpExecutioner());
    }
  }

  /**
   * Makes ND4J do some ops faster from now on, in the whole JVM: those of a SameDiff Transformer's
   * step, in float. Does nothing the second time, or if something else than ND4J's own executioner
   * is at work.
   */
  public static synchronized void ops() {
    if (on() && Nd4j.getExecutioner().getClass() == NativeOpExecutioner.class) {
      executioner(new FasterOps());
    }
  }

  /**
   * ND4J can be told of an executioner only by a system property before its first op, by a class
   * name that its own class loader finds; so its field is set instead.
   */
  private static void executioner(NativeOpExecutioner executioner) {
    try {
      Field field = Nd4j.class.getDeclaredField("OP_EXECUTIONER_INSTANCE");
      field.setAccessible(true);
      field.set(null, executioner);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("ops stay as they are", e);
    }
  }

  /**
   * Puts faster layers in the place of a network's {@code LSTM} and {@code LastTimeStep(LSTM)}
   * layers, for those who train it by DL4J's own {@code fit}. They share its parameters and
   * gradients, and hold native memory until the {@link Layer#close} of each, or until the collector
   * finds them.
   *
   * @param network initialised; not in use by another thread
   * @param inputGradient whether {@code network.backpropGradient} shall give the gradient by the
   *     network's input; without it, it gives null there
   */
  public static void lstm(MultiLayerNetwork network, boolean inputGradient) {
    if (!on()) {
      return;
    }
    Layer[] layers = network.getLayers();
    for (int k = 0; k < layers.length; k++) {
      boolean gradient = k > 0 || inputGradient;
      if (layers[k].getClass() == LSTM.class) {
        layers[k] = new FastLstm((LSTM) layers[k], gradient);
      } else if (layers[k].getClass() == LastTimeStepLayer.class
          && ((LastTimeStepLayer) layers[k]).getUnderlying().getClass() == LSTM.class) {
        layers[k] =
            new FastLastStep(
                new FastLstm((LSTM) ((LastTimeStepLayer) layers[k]).getUnderlying(), gradient));
      }
    }
  }

  /**
   * A network worked out as a whole, for those who train it by loops of their own; empty if nothing
   * is accelerated, or if it is not wholly of what {@link FastNetwork} knows.
   *
   * @param network initialised; its parameters are shared
   */
  public static Optional<FastNetwork> network(MultiLayerNetwork network) {
    return on() ? FastNetwork.of(network) : Optional.empty();
  }
}
