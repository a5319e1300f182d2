package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.groundswell.frame.RecentValues;
import org.groundswell.post.Post;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleGeneratorTest {
  @TempDir private Path folder;
  private final List<Post> posts = new ArrayList<>();
  private ReadSummary summary;

  @BeforeEach
  void writeAndRead() {
    Path csv = folder.resolve("sample.csv");
    SampleGenerator.write(csv, SampleConfig.defaults());
    summary =
        PostReader.read(
            csv, folder.resolve("quarantine.csv"), chunk -> posts.addAll(chunk.posts()));
  }

  @Test
  void write_defaults_readsBackWithoutAWord() {
    assertThat(summary.read()).isEqualTo(3000);
    assertThat(summary.quarantined()).isZero();
    assertThat(summary.notes()).isEmpty();
  }

  @Test
  void write_sameConfiguration_givesTheSameBytes() throws IOException {
    Path again = folder.resolve("again.csv");
    Path other = folder.resolve("other.csv");

    SampleGenerator.write(again, SampleConfig.defaults());
    SampleGenerator.write(other, new SampleConfig(3000, 8, 2, SampleConfig.defaults().start()));

    assertThat(again).hasSameBinaryContentAs(folder.resolve("sample.csv"));
    assertThat(Files.mismatch(again, other)).isNotNegative();
  }

  @Test
  void write_defaults_looksLikePosts() {
    assertThat(posts).allMatch(post -> post.author().startsWith("sample_"));
    Map<String, Long> perAuthor =
        posts.stream().collect(Collectors.groupingBy(Post::author, Collectors.counting()));
    assertThat(perAuthor).hasSize(8).containsValue(1L);
    assertThat(Duration.between(posts.get(0).createdAt(), posts.get(2999).createdAt()).toDays())
        .isBetween(195L, 200L);
    assertThat(share(Post::reply)).isBetween(0.22, 0.28);
    assertThat(share(post -> Double.isNaN(post.likes()))).isBetween(0.02, 0.04);
    assertThat(share(post -> Double.isNaN(post.comments()))).isBetween(0.02, 0.04);
    assertThat(share(post -> post.text().contains("\n"))).isPositive();
    assertThat(share(post -> isWeekend(post))).isLessThan(0.22);
    int equal = 0;
    for (int k = 1; k < posts.size(); k++) {
      equal += posts.get(k).createdAt().equals(posts.get(k - 1).createdAt()) ? 1 : 0;
    }
    assertThat(equal).isBetween(10, 80);
  }

  @Test
  void write_defaults_hasHeavyTails() {
    double[] likes =
        posts.stream().mapToDouble(Post::likes).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double mean = java.util.Arrays.stream(likes).average().orElseThrow();

    assertThat(mean).isGreaterThan(3 * likes[likes.length / 2]);
    assertThat(likes[likes.length - 1]).isGreaterThan(30 * mean);
  }

  @Test
  void write_defaults_whatIsSeenInAPostMovesItsCounts() {
    Predicate<Post> original = post -> !post.reply() && !post.repost();

    assertThat(effect(original, post -> post.text().contains("https://example.org"))).isNegative();
    assertThat(effect(original, post -> post.text().contains("?"))).isNotZero();
    assertThat(effect(original, post -> post.text().matches("(?s)(Huge|This is a|Finally|Best).*")))
        .isGreaterThan(0.3);
    assertThat(effect(post -> true, Post::reply)).isLessThan(-1.5);
    assertThat(effect(original, post -> isEvening(post))).isPositive();
  }

  @Test
  void write_defaults_lastPostTellsMoreThanTheMedian() {
    Map<String, RecentValues> recent = new HashMap<>();
    List<double[]> pairs = new ArrayList<>();
    for (Post post : posts) {
      if (post.reply() || post.repost() || Double.isNaN(post.likes())) {
        continue;
      }
      RecentValues values = recent.computeIfAbsent(post.author(), a -> new RecentValues(50));
      double value = Math.log1p(post.likes());
      if (values.size() == 50) {
        pairs.add(new double[] {values.last() - values.median(), value - values.median()});
      }
      values.add(value);
    }

    double correlation =
        new PearsonsCorrelation(pairs.toArray(new double[0][]))
            .getCorrelationMatrix()
            .getEntry(0, 1);

    assertThat(correlation).isGreaterThan(0.3);
  }

  @Test
  void new_tooFewPostsOrTooManyAuthors_throws() {
    Instant start = Instant.EPOCH;
    assertThatThrownBy(() -> new SampleConfig(79, 8, 1, start)).hasMessageContaining("80 or more");
    assertThatThrownBy(() -> new SampleConfig(1000, 13, 1, start)).hasMessageContaining("2 to 12");
    SampleGenerator.write(folder.resolve("small.csv"), new SampleConfig(20, 2, 1, start));
    assertThat(folder.resolve("small.csv")).isNotEmptyFile();
  }

  private double share(Predicate<Post> seen) {
    return posts.stream().filter(seen).count() / (double) posts.size();
  }

  /** How much the mean logarithm of likes, author by author apart, differs with what is seen. */
  private double effect(Predicate<Post> among, Predicate<Post> seen) {
    Map<String, Double> level =
        posts.stream()
            .filter(post -> !Double.isNaN(post.likes()))
            .collect(
                Collectors.groupingBy(
                    Post::author, Collectors.averagingDouble(p -> Math.log1p(p.likes()))));
    Map<Boolean, Double> means =
        posts.stream()
            .filter(among)
            .filter(post -> !Double.isNaN(post.likes()))
            .collect(
                Collectors.partitioningBy(
                    seen,
                    Collectors.averagingDouble(
                        p -> Math.log1p(p.likes()) - level.get(p.author()))));
    return means.get(true) - means.get(false);
  }

  private static boolean isEvening(Post post) {
    int hour = post.createdAt().atZone(ZoneOffset.UTC).getHour();
    return hour >= 13 && hour < 23;
  }

  private static boolean isWeekend(Post post) {
    DayOfWeek day = post.createdAt().atZone(ZoneOffset.UTC).getDayOfWeek();
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
  }
}
