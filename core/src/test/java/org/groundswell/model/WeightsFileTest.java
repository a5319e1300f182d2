package org.groundswell.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {
  private static final float[] PARAMETERS = {1, -0.0f, Float.MIN_VALUE, 3.1415927f, 1e30f, -2, 7};
  private static final Map<String, String> CONFIGURATION = Map.of("width", "2", "note", "a = b: ü");

  @TempDir Path folder;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  @BeforeEach
  void write() throws IOException {
    shapes.put("layer.weight", new long[] {3, 2});
    shapes.put("layer.bias", new long[] {1});
    WeightsFile.write(folder, "tiny", CONFIGURATION, shapes, PARAMETERS);
  }

  @Test
  void read_ofWhatWasWritten_givesTheSameBits() throws IOException {
    assertThat(WeightsFile.read(folder, "tiny", CONFIGURATION, shapes)).containsExactly(PARAMETERS);
  }

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    byte[] description = Files.readAllBytes(folder.resolve("model.properties"));
    byte[] weights = Files.readAllBytes(folder.resolve("weights.bin"));
    WeightsFile.write(folder, "tiny", CONFIGURATION, shapes, PARAMETERS);
    assertThat(folder.resolve("model.properties")).hasBinaryContent(description);
    assertThat(folder.resolve("weights.bin")).hasBinaryContent(weights);
  }

  @Test
  void write_ofOneParameterTooFew_namesBothCounts() {
    assertThatThrownBy(() -> WeightsFile.write(folder, "tiny", Map.of(), shapes, new float[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 parameters")
        .hasMessageContaining("7");
  }

  @Test
  void read_ofAFlippedBit_saysThatTheFileIsDamaged() throws IOException {
    Path weights = folder.resolve("weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[5] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> WeightsFile.read(folder, "tiny", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.bin is damaged");
  }

  @Test
  void read_ofAnotherModel_namesBothModels() {
    assertThatThrownBy(() -> WeightsFile.read(folder, "huge", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model 'tiny' where this model has 'huge'");
  }

  @Test
  void read_withAnotherConfiguration_namesBothValues() {
    assertThatThrownBy(() -> WeightsFile.read(folder, "tiny", Map.of("width", "4"), shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("configuration.width '2' where this model has '4'");
  }

  @Test
  void read_intoAnotherShapeOfTheSameLength_isRefused() {
    shapes.put("layer.weight", new long[] {2, 3});
    assertThatThrownBy(() -> WeightsFile.read(folder, "tiny", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("layer.weight[3,2]")
        .hasMessageContaining("layer.weight[2,3]");
  }

  @Test
  void read_ofALaterFormat_namesIt() throws IOException {
    Path description = folder.resolve("model.properties");
    Files.writeString(description, Files.readString(description).replace("format=1", "format=2"));
    assertThatThrownBy(() -> WeightsFile.read(folder, "tiny", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format '2' where this model has '1'");
  }

  @Test
  void read_ofAnEmptyFolder_namesTheMissingFile(@TempDir Path empty) {
    assertThatThrownBy(() -> WeightsFile.read(empty, "tiny", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.properties does not exist");
  }

  @Test
  void read_ofMalformedEscapes_saysThatTheFileIsDamaged() throws IOException {
    Files.writeString(folder.resolve("model.properties"), "format=\\uZZZZ\n");
    assertThatThrownBy(() -> WeightsFile.read(folder, "tiny", shapes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.properties is damaged");
  }
}
