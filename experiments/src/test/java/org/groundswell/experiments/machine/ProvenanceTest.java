package org.groundswell.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProvenanceTest {
  @Test
  void gather_thisMachine_namesAllThatBitsDependOn() throws Exception {
    // given
    NativeSettings settings = NativeSettings.apply();
    // when
    Provenance provenance =
        Provenance.gather(
            "mvn -Dexp=smoke",
            settings,
            Backend.start(settings, true),
            List.of(1L, 2L),
            Sha256.of("abc"),
            List.of(new Provenance.Encoder("sentiment", "VADER", "", "")),
            Instant.parse("2026-01-02T03:04:05Z"));
    JsonNode json = new ObjectMapper().readTree(provenance.toJson());
    // then
    assertThat(json.get("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(json.get("started").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.at("/git/state").asText()).isIn("clean", "dirty", "unknown");
    assertThat(json.at("/jvm/heapBytes").asLong()).isPositive();
    assertThat(json.at("/os/architecture").asText()).isNotBlank();
    assertThat(json.at("/backend/name").asText()).endsWith("Backend");
    assertThat(json.at("/backend/openBlas/0/coreType").asText()).isNotBlank();
    assertThat(json.at("/environment/0/name").asText()).isEqualTo("OMP_NUM_THREADS");
    assertThat(json.at("/libraries/nd4j").asText()).isEqualTo("1.0.0-M2.1");
    assertThat(json.at("/libraries/commons-math").asText()).isEqualTo("3.6.1");
    assertThat(json.get("seeds").toString()).isEqualTo("[1,2]");
    assertThat(json.get("configSha256").asText())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(provenance.differences(json)).isEmpty();
  }
}
