package org.groundswell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PrincipalDirectionsTest {
  /** An encoder of four dimensions; a text is the place of its vector. */
  private static final class Places implements TextEncoder {
    private static final float[][] VECTORS = {
      {5, 1, 0, 0},
      {-5, 1, 0, 0},
      {0, 1, 2, 0},
      {0, 1, -2, 0},
      {0, 1, 0, 1},
      {0, 1, 0, -1},
      {3, 7, 4, 2}
    };

    @Override
    public String name() {
      return "places";
    }

    @Override
    public String fingerprint() {
      return "p";
    }

    @Override
    public int dimensions() {
      return 4;
    }

    @Override
    public float[][] encode(List<String> texts) {
      return texts.stream()
          .map(text -> VECTORS[Integer.parseInt(text)].clone())
          .toArray(float[][]::new);
    }

    @Override
    public void close() {}
  }

  private static final List<String> REFERENCE =
      IntStream.range(0, 6).mapToObj(Integer::toString).toList();

  @Test
  void encode_text_isSeenFromTheMeanAlongTheWidestDirectionsFirst() {
    // given references around (0, 1, 0, 0) that differ most in the first number, then the third
    PrincipalDirections directions = new PrincipalDirections(new Places(), REFERENCE, 2);

    float[] seen = directions.encode(List.of("6"))[0];

    assertThat(directions.dimensions()).isEqualTo(2);
    assertThat(seen[0]).isCloseTo(3, Offset.offset(1e-5f));
    assertThat(seen[1]).isCloseTo(4, Offset.offset(1e-5f));
    assertThat(directions.name()).isEqualTo("places in 2 of 4 dimensions");
  }

  @Test
  void fingerprint_otherReferenceOrDimensions_isAnother() {
    String one = new PrincipalDirections(new Places(), REFERENCE, 2).fingerprint();

    assertThat(one)
        .isEqualTo(new PrincipalDirections(new Places(), REFERENCE, 2).fingerprint())
        .isNotEqualTo(new PrincipalDirections(new Places(), REFERENCE, 1).fingerprint())
        .isNotEqualTo(
            new PrincipalDirections(new Places(), REFERENCE.subList(0, 5), 2).fingerprint());
  }

  @Test
  void directions_moreThanTheReferenceHas_areRefused() {
    assertThatThrownBy(() -> new PrincipalDirections(new Places(), REFERENCE, 5))
        .hasMessageContaining("5 directions are not within 1 to 4");
    assertThatThrownBy(() -> new PrincipalDirections(new Places(), REFERENCE, 4))
        .hasMessageContaining("differ in 3 directions only");
  }
}
