package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.groundswell.data.DataException;
import org.groundswell.data.PostFilter;
import org.groundswell.data.PostReader;
import org.groundswell.data.ReadSummary;
import org.groundswell.experiments.audit.Ingredients;
import org.groundswell.experiments.audit.TextPrints;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.feature.CommunityFeatures;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.PostFeatures;
import org.groundswell.feature.PostFrameBuilder;
import org.groundswell.frame.Frame;
import org.groundswell.post.PostChunk;

/** Reads a file of posts into a frame. */
final class PostData {
  private PostData() {}

  /**
   * Where posts come from and what is made of them.
   *
   * @param generated whether the file was made by the sample generator
   * @param context a second file of posts around the authors
   * @param texts what reads the posts' texts
   * @param say is told how far that is
   */
  record Source(
      Path file,
      boolean generated,
      Optional<Path> context,
      PostFilter filter,
      List<String> targets,
      List<String> features,
      Duration labelDelay,
      Duration contextDelay,
      TextReaders texts,
      Consumer<String> say) {}

  /**
   * Reads posts and makes their features.
   *
   * @param folder where the quarantine files go
   * @param now when the run began; posts of a later time are quarantined
   */
  static FrameData load(Source source, Path folder, Instant now) throws IOException {
    List<String> groups = new ArrayList<>(source.features());
    FrameData.Context context = null;
    FeatureGroups features;
    if (source.context().isPresent()) {
      Path file = source.context().get();
      boolean asked = groups.contains(CommunityFeatures.GROUP);
      PostFrameBuilder posts =
          new PostFrameBuilder(
              asked ? source.texts().ofCommunity() : List.of(),
              List.of(),
              List.of("likes", "comments"),
              source.contextDelay());
      ReadSummary read =
          read(
              source,
              file,
              folder.resolve("quarantine-context.csv"),
              now,
              new PostFilter(PostFilter.Replies.INCLUDE, PostFilter.Reposts.INCLUDE),
              asked,
              posts::add);
      context =
          new FrameData.Context(
              file.getFileName().toString(),
              Sha256.of(file),
              read.rowsIn(),
              read.read(),
              read.quarantined(),
              source.contextDelay());
      features = FeatureGroups.named(groups, source.targets(), posts.build());
    } else {
      groups.remove(CommunityFeatures.GROUP);
      features = FeatureGroups.named(groups, source.targets());
    }
    TextPrints prints = new TextPrints();
    List<PostFeatures> ofPost = new ArrayList<>(features.ofPost());
    ofPost.addAll(source.texts().features());
    ofPost.add(prints);
    PostFrameBuilder posts =
        new PostFrameBuilder(ofPost, List.of(), source.targets(), source.labelDelay());
    // rows that the filter holds back say as well how long the collection went on
    Instant[] newest = {Instant.MIN};
    PostFilter.Filtered filtered = source.filter().before(posts::add);
    ReadSummary read =
        read(
            source,
            source.file(),
            folder.resolve("quarantine.csv"),
            now,
            source.filter(),
            true,
            chunk -> {
              chunk.posts().stream()
                  .map(post -> post.createdAt())
                  .filter(created -> created.isAfter(newest[0]))
                  .forEach(created -> newest[0] = created);
              filtered.accept(chunk);
            });
    if (filtered.kept() == 0) {
      throw new DataException(
          "%s: data.replies %s and data.reposts %s hold back all %d posts. Change one of them."
              .formatted(
                  source.file(),
                  lowerCase(source.filter().replies()),
                  lowerCase(source.filter().reposts()),
                  read.read()));
    }
    Ingredients made =
        new Ingredients(
            posts.collectedUntil(newest[0]).build(), features.asOf(), Optional.of(prints));
    Frame frame = made.frame();
    FrameData.Origin origin =
        new FrameData.Origin(
            null,
            source.file().getFileName().toString(),
            Sha256.of(source.file()),
            source.generated(),
            true,
            null);
    long held = filtered.heldBackByReplies() + filtered.heldBackByReposts();
    return new FrameData(
        frame,
        FrameData.Summary.of(frame, origin, read, held, null, context),
        Optional.empty(),
        made);
  }

  /** Reads a file, and says how far its texts are read if that is what takes the time. */
  private static ReadSummary read(
      Source source,
      Path file,
      Path quarantine,
      Instant now,
      PostFilter filter,
      boolean texts,
      Consumer<PostChunk> into)
      throws IOException {
    if (!texts || source.texts().isEmpty()) {
      return PostReader.read(file, quarantine, now, into);
    }
    PostFilter.Filtered counted = filter.before(chunk -> {});
    PostReader.read(file, quarantine, now, counted);
    TextProgress progress =
        new TextProgress(
            file.getFileName().toString(), source.texts().encoders(), counted.kept(), source.say());
    PostFilter.Filtered again = filter.before(chunk -> progress.read(chunk.posts().size()));
    ReadSummary read =
        PostReader.read(
            file,
            quarantine,
            now,
            chunk -> {
              into.accept(chunk);
              again.accept(chunk);
            });
    progress.done();
    return read;
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
