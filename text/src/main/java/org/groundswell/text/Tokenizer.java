package org.groundswell.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A Hugging Face tokenizer that cuts and does not pad. */
final class Tokenizer implements AutoCloseable {
  static {
    // the library otherwise looks for a build of its own for GPUs, and reports that it was started
    offline("DJL_OFFLINE", "true");
    offline("OPT_OUT_TRACKING", "true");
    offline("RUST_FLAVOR", "cpu");
  }

  private final HuggingFaceTokenizer tokenizer;
  private final long padding;

  private Tokenizer(HuggingFaceTokenizer tokenizer, long padding) {
    this.tokenizer = tokenizer;
    this.padding = padding;
  }

  private static void offline(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /**
   * @throws TextModelException if the file can't be read or no native library fits the machine
   */
  static Tokenizer open(ModelFolder folder, int maxTokens) {
    JsonObject json = folder.tokenizerJson();
    try {
      long padding = padding(json);
      return new Tokenizer(
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(folder.tokenizer())
              .optPadding(false)
              .optTruncation(true)
              .optMaxLength(maxTokens)
              .build(),
          padding);
    } catch (LinkageError e) {
      throw new TextModelException(
          "the tokenizer's native library does not run on %s, %s (%s). There are builds for Linux and Windows on x86-64 and for Linux and macOS on ARM; elsewhere leave out what needs a language model."
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      throw new TextModelException(
          "%s is no tokenizer that can be read (%s). It must be of the fast kind, as the Hugging Face library saves it; docs/text.md says how to export one."
              .formatted(folder.tokenizer(), e.getMessage()),
          e);
    }
  }

  /** What stands for no token; 0 where the file does not say. */
  private static long padding(JsonObject json) {
    if (json.get("padding") instanceof JsonObject padding && padding.has("pad_id")) {
      return padding.get("pad_id").getAsLong();
    }
    if (json.get("added_tokens") instanceof JsonArray tokens) {
      for (JsonElement each : tokens) {
        JsonObject token = each.getAsJsonObject();
        if (List.of("[PAD]", "<pad>").contains(token.get("content").getAsString())) {
          return token.get("id").getAsLong();
        }
      }
    }
    return 0;
  }

  long padding() {
    return padding;
  }

  /** Tokens of each text, marks of begin and end included. */
  long[][] tokens(List<String> texts) {
    Encoding[] encodings = tokenizer.batchEncode(texts);
    return Arrays.stream(encodings).map(Encoding::getIds).toArray(long[][]::new);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
