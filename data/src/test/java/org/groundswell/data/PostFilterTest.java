package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.groundswell.data.PostFilter.Replies;
import org.groundswell.data.PostFilter.Reposts;
import org.groundswell.post.Post;
import org.groundswell.post.PostChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostFilterTest {

  @ParameterizedTest
  @CsvSource({
    "INCLUDE, INCLUDE, original reply repost, 0, 0",
    "INCLUDE, EXCLUDE, original reply, 1, 0",
    "EXCLUDE, INCLUDE, original repost, 0, 1",
    "EXCLUDE, EXCLUDE, original, 1, 1",
    "ONLY, EXCLUDE, reply, 1, 1",
  })
  void accept_eachKind_passesOnWhatIsWantedAndCountsTheRest(
      Replies replies, Reposts reposts, String expected, long byReposts, long byReplies) {
    List<String> passed = new ArrayList<>();
    PostFilter.Filtered filtered =
        new PostFilter(replies, reposts)
            .before(chunk -> chunk.posts().stream().map(Post::id).forEach(passed::add));

    filtered.accept(
        new PostChunk(
            List.of(
                post("original", false, false),
                post("reply", false, true),
                post("repost", true, false))));

    assertThat(String.join(" ", passed)).isEqualTo(expected);
    assertThat(filtered.kept()).isEqualTo(passed.size());
    assertThat(filtered.heldBackByReposts()).isEqualTo(byReposts);
    assertThat(filtered.heldBackByReplies()).isEqualTo(byReplies);
  }

  private static Post post(String id, boolean repost, boolean reply) {
    return new Post(id, "ada", Instant.EPOCH, "", 1, 1, 1, repost, reply);
  }
}
