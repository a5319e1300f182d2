package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.post.Post;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The truth beside a sample, held against what the sample came to be. */
class SampleTruthTest {
  private static final SampleConfig CONFIG = SampleConfig.defaults().withPosts(6000);
  private static final List<Double> LEVELS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);
  private static final Map<String, ToDoubleFunction<Post>> TARGETS =
      Map.of("likes", Post::likes, "shares", Post::shares, "comments", Post::comments);

  @TempDir static Path folder;
  private static Path sample;
  private static Path file;
  private static SampleTruth truth;
  private static final List<Post> posts = new ArrayList<>();

  @BeforeAll
  static void writeAndRead() {
    sample = folder.resolve("sample.csv");
    file = folder.resolve("truth.csv");
    SampleGenerator.write(sample, CONFIG, file, LEVELS);
    truth = SampleTruth.read(file);
    PostReader.read(sample, folder.resolve("bad.csv"), chunk -> posts.addAll(chunk.posts()));
  }

  @Test
  void write_withTruth_givesTheBytesOfTheSampleWithout() {
    Path without = folder.resolve("without.csv");
    SampleGenerator.write(without, CONFIG);
    assertThat(without).hasSameBinaryContentAs(sample);
  }

  @Test
  void write_again_givesTheSameTruth() throws IOException {
    Path again = folder.resolve("again.csv");
    SampleGenerator.write(folder.resolve("sample-again.csv"), CONFIG, again, LEVELS);
    assertThat(again).hasSameBinaryContentAs(file);
    assertThat(Files.readAllLines(again))
        .hasSize(1 + 3 * CONFIG.posts())
        .first()
        .isEqualTo("id,target,mean,mean_log1p,median,q0.05,q0.25,q0.5,q0.75,q0.95");
  }

  @Test
  void of_everyPostAndCount_isInOrder() {
    for (Post post : posts) {
      for (String target : TARGETS.keySet()) {
        SampleTruth.Best best = truth.of(post.id(), target);
        assertThat(best.median()).isEqualTo(best.quantiles().get(0.5));
        assertThat(best.mean()).isGreaterThan(best.quantiles().get(0.25));
        assertThat(Math.expm1(best.meanLog1p())).isLessThan(best.mean()).isPositive();
        assertThat(LEVELS.stream().map(best.quantiles()::get)).isSorted();
      }
    }
  }

  @Test
  void counts_againstTheirMeans_areOffByChanceAlone() {
    TARGETS.forEach(
        (target, of) -> {
          double[] errors = errors(target, of);
          double standardError = Math.sqrt(StatUtils.variance(errors) / errors.length);
          assertThat(StatUtils.mean(errors)).as(target).isCloseTo(0, within(4 * standardError));
        });
  }

  /** A state that lags behind the level or the momentum would leave errors that follow another. */
  @Test
  void counts_againstTheirMeans_areOffIndependentlyOfThePostBefore() {
    TARGETS.forEach(
        (target, of) -> {
          Map<String, Double> before = new HashMap<>();
          double products = 0;
          double squares = 0;
          int pairs = 0;
          for (Post post : posts) {
            double error = error(post, target, of);
            if (Double.isNaN(error)) {
              continue;
            }
            Double last = before.put(post.author(), error);
            if (last != null) {
              products += last * error;
              squares += error * error;
              pairs++;
            }
          }
          assertThat(products / squares).as(target).isCloseTo(0, within(4 / Math.sqrt(pairs)));
        });
  }

  @Test
  void counts_againstTheirQuantiles_fallBelowAsOftenAsTheLevelSays() {
    TARGETS.forEach(
        (target, of) -> {
          for (double level : LEVELS) {
            int atMost = 0;
            int below = 0;
            int known = 0;
            for (Post post : posts) {
              double count = of.applyAsDouble(post);
              double quantile = truth.of(post.id(), target).quantiles().get(level);
              known += Double.isNaN(count) ? 0 : 1;
              atMost += count <= quantile ? 1 : 0;
              below += count < quantile ? 1 : 0;
            }
            double error = 4 * Math.sqrt(level * (1 - level) / known);
            assertThat(atMost / (double) known).as(target).isGreaterThan(level - error);
            assertThat(below / (double) known).as(target).isLessThan(level + error);
          }
        });
  }

  @Test
  void missingCounts_areMissingWhateverTheState() {
    TARGETS.forEach(
        (target, of) -> {
          double[] missing = meansLog1p(target, of, true);
          double[] known = meansLog1p(target, of, false);
          double error =
              4
                  * Math.sqrt(
                      StatUtils.variance(missing) / missing.length
                          + StatUtils.variance(known) / known.length);
          assertThat(missing.length).isGreaterThan(100);
          assertThat(StatUtils.mean(missing))
              .as(target)
              .isCloseTo(StatUtils.mean(known), within(error));
        });
  }

  @Test
  void read_ofWhatIsNoTruth_throws() throws IOException {
    Path cut = Files.writeString(folder.resolve("cut.csv"), "id,target,mean\nsample-1,likes,3\n");

    assertThatThrownBy(() -> SampleTruth.read(cut))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(cut + " is not the truth of a generated sample");
    assertThatThrownBy(() -> SampleTruth.read(folder.resolve("nowhere.csv")))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> truth.of("sample-0", "likes"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("likes of post 'sample-0'");
  }

  private static double[] errors(String target, ToDoubleFunction<Post> of) {
    return posts.stream()
        .mapToDouble(post -> error(post, target, of))
        .filter(error -> !Double.isNaN(error))
        .toArray();
  }

  private static double error(Post post, String target, ToDoubleFunction<Post> of) {
    return Math.log1p(of.applyAsDouble(post)) - truth.of(post.id(), target).meanLog1p();
  }

  private static double[] meansLog1p(String target, ToDoubleFunction<Post> of, boolean missing) {
    return posts.stream()
        .filter(post -> Double.isNaN(of.applyAsDouble(post)) == missing)
        .mapToDouble(post -> truth.of(post.id(), target).meanLog1p())
        .toArray();
  }
}
