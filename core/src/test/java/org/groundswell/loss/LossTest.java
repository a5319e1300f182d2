package org.groundswell.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LossTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-10);

  static List<Loss> losses() {
    return List.of(
        new Loss.MeanAbsolute(),
        new Loss.MeanSquared(),
        new Loss.Huber(0.7),
        new Loss.Quantile(List.of(0.1, 0.5, 0.9)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradient_atRandomCells_isTheFiniteDifferenceOfTheValue(Loss loss) {
    Cells cells = new Cells(loss, 7, 3);
    double[] gradient = loss.gradient(cells.forecast, cells.target, cells.weight);
    for (int k = 0; k < gradient.length; k++) {
      double step = 1e-6;
      double[] up = cells.forecast.clone();
      double[] down = cells.forecast.clone();
      up[k] += step;
      down[k] -= step;
      double slope =
          (loss.value(up, cells.target, cells.weight)
                  - loss.value(down, cells.target, cells.weight))
              / (2 * step);
      assertThat(gradient[k]).isCloseTo(slope, Offset.offset(1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void express_inDouble_agreesWithValueAndGradient(Loss loss) {
    Cells cells = new Cells(loss, 7, 3);
    int width = 3 * loss.levels().size();
    SameDiff graph = SameDiff.create();
    SDVariable forecast =
        graph.var("forecast", Nd4j.createFromArray(cells.forecast).reshape(7, width));
    SDVariable target = graph.placeHolder("target", DataType.DOUBLE, -1, 3);
    SDVariable weight = graph.placeHolder("weight", DataType.DOUBLE, -1, 3);
    loss.express(graph, forecast, target, weight, 3).rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> inputs =
        Map.of(
            "target", Nd4j.createFromArray(cells.target).reshape(7, 3),
            "weight", Nd4j.createFromArray(cells.weight).reshape(7, 3));

    double value = graph.output(inputs, "loss").get("loss").getDouble(0);
    INDArray gradient = graph.calculateGradients(inputs, "forecast").get("forecast");

    assertThat(value).isCloseTo(loss.value(cells.forecast, cells.target, cells.weight), TIGHT);
    assertThat(gradient.reshape(7L * width).toDoubleVector())
        .containsExactly(loss.gradient(cells.forecast, cells.target, cells.weight), TIGHT);
  }

  @Property
  void huber_ofAnyError_isTheLesserOfSquareAndLine(
      @ForAll @DoubleRange(min = -50, max = 50) double error) {
    double delta = 1.3;
    double value = new Loss.Huber(delta).ofError(error, 0);
    assertThat(value).isLessThanOrEqualTo(error * error / 2 + 1e-12);
    assertThat(value).isGreaterThanOrEqualTo(delta * Math.abs(error) - delta * delta / 2 - 1e-9);
  }

  @Test
  void value_ofAMissingCell_weighsNothing() {
    Loss loss = new Loss.MeanSquared();
    double[] weight = {1, 0};
    assertThat(loss.value(new double[] {1, 5}, new double[] {3, 99}, weight)).isEqualTo(4);
    assertThat(loss.gradient(new double[] {1, 5}, new double[] {3, 99}, weight))
        .containsExactly(-4, 0);
  }

  private static final class Cells {
    final double[] forecast;
    final double[] target;
    final double[] weight;

    Cells(Loss loss, int batch, int targets) {
      Random random = new Random(5);
      forecast = random.doubles((long) batch * targets * loss.levels().size(), -2, 2).toArray();
      target = random.doubles((long) batch * targets, -2, 2).toArray();
      weight = random.doubles((long) batch * targets, 0, 1).toArray();
      weight[4] = 0;
    }
  }
}
