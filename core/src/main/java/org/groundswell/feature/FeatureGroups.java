package org.groundswell.feature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.groundswell.frame.Frame;

/**
 * The extractors of the feature groups a configuration names, in its order.
 *
 * @param ofPost extractors that read a post alone
 * @param asOf extractors that read a frame
 */
public record FeatureGroups(List<PostFeatures> ofPost, List<AsOfFeatures> asOf) {
  /** The groups there are. */
  public static final List<String> NAMES =
      List.of(
          CalendarFeatures.GROUP,
          SurfaceTextFeatures.GROUP,
          AuthorHistoryFeatures.GROUP,
          CommunityFeatures.GROUP,
          AuthorFeatures.GROUP,
          KindFeatures.GROUP,
          MediaFeatures.GROUP);

  public FeatureGroups {
    ofPost = List.copyOf(ofPost);
    asOf = List.copyOf(asOf);
  }

  /**
   * The named groups of posts without a community.
   *
   * @param targets what the history is of
   * @throws IllegalArgumentException if a name is unknown, given twice, or needs a community
   */
  public static FeatureGroups named(List<String> names, List<String> targets) {
    return named(names, targets, List.of());
  }

  /**
   * The named groups of posts with a community.
   *
   * @param targets what the history is of
   * @param context the community's posts
   * @throws IllegalArgumentException if a name is unknown or given twice
   */
  public static FeatureGroups named(List<String> names, List<String> targets, Frame context) {
    return named(names, targets, List.of(new CommunityFeatures(context)));
  }

  private static FeatureGroups named(
      List<String> names, List<String> targets, List<CommunityFeatures> community) {
    List<PostFeatures> ofPost = new ArrayList<>();
    List<AsOfFeatures> asOf = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("feature group '" + name + "' is named twice");
      }
      switch (name) {
        case CalendarFeatures.GROUP -> ofPost.add(new CalendarFeatures());
        case SurfaceTextFeatures.GROUP -> ofPost.add(new SurfaceTextFeatures());
        case AuthorHistoryFeatures.GROUP -> asOf.add(new AuthorHistoryFeatures(targets));
        case AuthorFeatures.GROUP -> asOf.add(new AuthorFeatures());
        case KindFeatures.GROUP -> asOf.add(new KindFeatures());
        case MediaFeatures.GROUP -> ofPost.add(new MediaFeatures());
        case CommunityFeatures.GROUP -> {
          if (community.isEmpty()) {
            throw new IllegalArgumentException(
                "feature group 'community' needs posts of a community, and there are none. Maybe"
                    + " name their file or leave the group out.");
          }
          asOf.addAll(community);
        }
        default ->
            throw new IllegalArgumentException(
                "no feature group '" + name + "'; there are " + NAMES);
      }
    }
    return new FeatureGroups(ofPost, asOf);
  }
}
