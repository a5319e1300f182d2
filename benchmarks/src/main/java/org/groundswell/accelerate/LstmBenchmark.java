package org.groundswell.accelerate;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One LSTM layer of 50 units, batch 64, window 50: forward in training, and forward and backward;
 * ours against DL4J's own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LstmBenchmark {
  private static final int BATCH = 64;
  private static final int TIME = 50;
  private static final int UNITS = 50;

  @Param({"1", "1046"})
  public int features;

  @Param({"ours", "native"})
  public String side;

  private MultiLayerNetwork network;
  private INDArray input;
  private INDArray errors;

  @Setup
  public void setUp() {
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .list()
                .layer(
                    new LSTM.Builder()
                        .nIn(features)
                        .nOut(UNITS)
                        .activation(Activation.TANH)
                        .gateActivationFunction(Activation.SIGMOID)
                        .build())
                .build());
    network.init();
    if (side.equals("ours")) {
      Accelerated.lstm(network, false);
      if (!Accelerated.on()) {
        throw new IllegalStateException("ours is switched off, so there is nothing to compare");
      }
    }
    // [batch, feature, time] as DL4J wants it, what belongs to a step lying together
    input = Nd4j.rand(DataType.FLOAT, TIME, features, BATCH).permute(2, 1, 0);
    errors = Nd4j.rand(DataType.FLOAT, TIME, UNITS, BATCH).permute(2, 1, 0);
  }

  @Benchmark
  public double forward() {
    List<INDArray> activations = feedForward();
    double first = activations.get(activations.size() - 1).getDouble(0);
    end(activations);
    return first;
  }

  @Benchmark
  public double forwardAndBackward() {
    List<INDArray> activations = feedForward();
    Pair<Gradient, INDArray> back = network.backpropGradient(errors, null);
    double first = back.getFirst().gradient().getDouble(0);
    if (back.getSecond() != null && back.getSecond().closeable()) {
      back.getSecond().close();
    }
    end(activations);
    return first;
  }

  private List<INDArray> feedForward() {
    network.setInput(input);
    return network.feedForward(true, false);
  }

  private void end(List<INDArray> activations) {
    network.clear();
    for (INDArray array : activations.subList(1, activations.size())) {
      if (array.closeable()) {
        array.close();
      }
    }
  }
}
