package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BlasTest {
  @ParameterizedTest
  @CsvSource({
    // rows, columns, inner, which are transposed, floats from the end of a row to the next
    "5, 4, 3, false, false, 3",
    "300, 64, 130, false, false, 3",
    "300, 150, 130, false, false, 3",
    "70, 150, 130, false, false, 3",
    "130, 70, 300, true, false, 3",
    "300, 70, 300, true, false, 3",
    "129, 65, 257, false, true, 3",
    "100, 65, 257, false, true, 3",
    "300, 1, 700, false, true, 3",
    "200, 101, 64, false, false, 0",
    "200, 101, 64, true, false, 0",
    "300, 150, 130, false, false, 0"
  })
  void multiply_inParts_isTheProduct(
      int rows, int columns, int inner, boolean transposedA, boolean transposedB, int gap) {
    // given
    int widthA = (transposedA ? rows : inner) + gap;
    int widthB = (transposedB ? inner : columns) + gap;
    int widthC = columns + gap;
    float[] a = random((transposedA ? inner : rows) * widthA, 1);
    float[] b = random((transposedB ? columns : inner) * widthB, 2);
    float[] c = random(rows * widthC, 3);
    float beta = 0.5f;
    float[] product = c.clone();
    try (INDArray left = array(a);
        INDArray right = array(b);
        INDArray to = array(c)) {
      // when
      Blas.multiply(
          Floats.of(left),
          widthA,
          transposedA,
          Floats.of(right),
          widthB,
          transposedB,
          Floats.of(to),
          widthC,
          rows,
          columns,
          inner,
          beta);
      Floats.of(to).read(0, product, 0, product.length);
    }
    // then
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < widthC; column++) {
        int at = row * widthC + column;
        double expected = c[at];
        if (column < columns) {
          expected *= beta;
          for (int k = 0; k < inner; k++) {
            expected +=
                (double) a[transposedA ? k * widthA + row : row * widthA + k]
                    * b[transposedB ? column * widthB + k : k * widthB + column];
          }
        }
        assertThat((double) product[at])
            .as("row %d, column %d", row, column)
            .isCloseTo(expected, within(1e-4));
      }
    }
  }

  private static INDArray array(float[] values) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, values.length);
    Floats.of(array).write(0, values, 0, values.length);
    return array;
  }

  private static float[] random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
