package org.groundswell.post;

import java.util.List;

/**
 * Some posts of a file, in its order: what is read, made features of and let go in one go.
 *
 * @param posts a few thousand at most
 */
public record PostChunk(List<Post> posts) {
  public PostChunk {
    posts = List.copyOf(posts);
  }
}
