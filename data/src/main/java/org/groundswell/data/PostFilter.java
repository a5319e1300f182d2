package org.groundswell.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;

/** Which posts an experiment looks at. */
public record PostFilter(Replies replies, Reposts reposts) {

  /** What happens to posts that answer somebody's post. */
  public enum Replies {
    INCLUDE,
    EXCLUDE,
    ONLY
  }

  /** What happens to posts that only pass on somebody's post. */
  public enum Reposts {
    INCLUDE,
    EXCLUDE
  }

  public PostFilter {
    Objects.requireNonNull(replies, "replies");
    Objects.requireNonNull(reposts, "reposts");
  }

  private boolean keepsRepost(Post post) {
    return !post.repost() || reposts == Reposts.INCLUDE;
  }

  private boolean keepsReply(Post post) {
    return switch (replies) {
      case INCLUDE -> true;
      case EXCLUDE -> !post.reply();
      case ONLY -> post.reply();
    };
  }

  /** Puts the filter before a consumer of chunks. */
  public Filtered before(Consumer<PostChunk> into) {
    return new Filtered(this, into);
  }

  /** Passes on the posts the filter keeps and counts the others. Mutable, for one thread. */
  public static final class Filtered implements Consumer<PostChunk> {
    private final PostFilter filter;
    private final Consumer<PostChunk> into;
    private long kept;
    private long byReposts;
    private long byReplies;

    private Filtered(PostFilter filter, Consumer<PostChunk> into) {
      this.filter = filter;
      this.into = into;
    }

    @Override
    public void accept(PostChunk chunk) {
      List<Post> passed = new ArrayList<>();
      for (Post post : chunk.posts()) {
        if (!filter.keepsRepost(post)) {
          byReposts++;
        } else if (!filter.keepsReply(post)) {
          byReplies++;
        } else {
          passed.add(post);
        }
      }
      kept += passed.size();
      if (!passed.isEmpty()) {
        into.accept(new PostChunk(passed));
      }
    }

    /** Posts passed on. */
    public long kept() {
      return kept;
    }

    /** Posts held back because they are reposts. */
    public long heldBackByReposts() {
      return byReposts;
    }

    /** Posts held back because they are replies, or under {@code ONLY} because they are none. */
    public long heldBackByReplies() {
      return byReplies;
    }
  }
}
