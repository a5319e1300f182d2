package org.groundswell.text;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A language model on ONNX Runtime with its tokenizer. Texts run in batches of about one length, so
 * that little is padded. In single precision a text's output is the same bits in every batch of two
 * rows or more; a batch of one row could take another path through the last layers, so it gets a
 * second row.
 */
final class OnnxModel implements AutoCloseable {
  private static final int SLICE_TEXTS = 4096;
  private static final int MOST_ROWS = 32;
  private static final int MOST_TOKENS = 4096;

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** Takes the output of one text. */
  interface Taker {
    /**
     * @param text its place among the texts
     * @param output of the whole batch
     * @param first where the text's part begins
     * @param tokens how many the text has
     */
    void take(int text, FloatBuffer output, int first, int tokens);
  }

  private final ModelFolder folder;
  private final TextInput input;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Tokenizer tokenizer;
  private final OrtSession session;
  private final String output;
  private final int width;
  private final boolean types;
  private final LongBuffer ids;
  private final LongBuffer mask;
  private final LongBuffer zeros;
  private boolean closed;

  private OnnxModel(ModelFolder folder, TextInput input, int rank) {
    this.folder = folder;
    this.input = input;
    int capacity = Math.max(MOST_TOKENS, 2 * input.maxTokens());
    ids = longs(capacity);
    mask = longs(capacity);
    zeros = longs(capacity);
    tokenizer = Tokenizer.open(folder, input.maxTokens());
    try {
      session = session();
      try {
        types = checkInputs();
        output = findOutput(rank);
        width = probe();
      } catch (OrtException | TextModelException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      tokenizer.close();
      throw new TextModelException(
          "%s can't be run (%s). Export it again for opset 17 or lower; docs/text.md says how."
              .formatted(folder.model(), e.getMessage()),
          e);
    } catch (TextModelException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * @param rank 3 for an output {@code [text, token, width]}, 2 for {@code [text, width]}
   * @throws TextModelException if the files are not those of such a model
   */
  static OnnxModel open(ModelFolder folder, TextInput input, int rank) {
    return new OnnxModel(folder, input, rank);
  }

  private static LongBuffer longs(int capacity) {
    return ByteBuffer.allocateDirect(Long.BYTES * capacity)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private OrtSession session() throws OrtException {
    environment.setTelemetry(false);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(input.threads());
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(folder.model().toString(), options);
    }
  }

  /** Whether the model wants token types. */
  private boolean checkInputs() throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    List<String> wanted = new ArrayList<>(List.of(IDS, MASK));
    boolean withTypes = inputs.containsKey(TYPES);
    if (withTypes) {
      wanted.add(TYPES);
    }
    if (inputs.size() != wanted.size() || !inputs.keySet().containsAll(wanted)) {
      throw new TextModelException(
          "%s has the inputs %s where %s and %s are expected, with or without %s. Export the encoder alone; docs/text.md says how."
              .formatted(folder.model(), inputs.keySet(), IDS, MASK, TYPES));
    }
    for (NodeInfo each : inputs.values()) {
      if (!(each.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.INT64)) {
        throw new TextModelException(
            "%s: input %s is not of 64-bit integers. Export it again; docs/text.md says how."
                .formatted(folder.model(), each.getName()));
      }
    }
    return withTypes;
  }

  private String findOutput(int rank) throws OrtException {
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    for (NodeInfo each : outputs.values()) {
      if (each.getInfo() instanceof TensorInfo info
          && info.getShape().length == rank
          && info.type == OnnxJavaType.FLOAT) {
        return each.getName();
      }
    }
    throw new TextModelException(
        "%s has no output %s of 32-bit floats; it has %s. Export it in fp32, with the task %s; docs/text.md says how."
            .formatted(
                folder.model(),
                rank == 3 ? "[text, token, width]" : "[text, label]",
                outputs.values().stream()
                    .map(each -> each.getName() + " " + each.getInfo())
                    .toList(),
                rank == 3 ? "feature-extraction" : "text-classification"));
  }

  /** Runs one text, which says how wide the output is and that the files fit each other. */
  private int probe() throws OrtException {
    long[][] tokens = tokenizer.tokens(List.of(input.prefix() + "a"));
    try (OrtSession.Result result = runBatch(tokens, new int[] {0}, 0, 1)) {
      long[] shape = ((OnnxTensor) result.get(0)).getInfo().getShape();
      return Math.toIntExact(shape[shape.length - 1]);
    }
  }

  /** How many values the model gives a token, or a text. */
  int width() {
    return width;
  }

  /**
   * Runs texts of any number; not in their order.
   *
   * @throws IllegalStateException if the model fails
   */
  void run(List<String> texts, Taker taker) {
    for (int from = 0; from < texts.size(); from += SLICE_TEXTS) {
      List<String> prepared =
          texts.subList(from, Math.min(from + SLICE_TEXTS, texts.size())).stream()
              .map(text -> input.prefix() + input.normaliser().apply(text))
              .toList();
      try {
        runSlice(tokenizer.tokens(prepared), from, taker);
      } catch (OrtException e) {
        throw new IllegalStateException(
            "%s failed: %s".formatted(folder.model(), e.getMessage()), e);
      }
    }
  }

  private void runSlice(long[][] tokens, int first, Taker taker) throws OrtException {
    // longest first: the runtime's memory is as large as it gets after the first batch
    int[] order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer k) -> -tokens[k].length))
            .mapToInt(Integer::intValue)
            .toArray();
    int rows;
    for (int at = 0; at < order.length; at += rows) {
      int length = tokens[order[at]].length;
      rows = Math.min(Math.min(MOST_ROWS, Math.max(1, MOST_TOKENS / length)), order.length - at);
      try (OrtSession.Result result = runBatch(tokens, order, at, rows)) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        int stride = values.capacity() / Math.max(2, rows);
        for (int row = 0; row < rows; row++) {
          int text = order[at + row];
          taker.take(first + text, values, row * stride, tokens[text].length);
        }
      }
    }
  }

  private OrtSession.Result runBatch(long[][] tokens, int[] order, int at, int rows)
      throws OrtException {
    int length = tokens[order[at]].length;
    int padded = Math.max(2, rows);
    ids.clear();
    mask.clear();
    for (int row = 0; row < padded; row++) {
      long[] own = tokens[order[at + Math.min(row, rows - 1)]];
      for (int t = 0; t < length; t++) {
        ids.put(t < own.length ? own[t] : tokenizer.padding());
        mask.put(t < own.length ? 1 : 0);
      }
    }
    ids.flip();
    mask.flip();
    zeros.clear().limit(padded * length);
    long[] shape = {padded, length};
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      inputs.put(IDS, OnnxTensor.createTensor(environment, ids, shape));
      inputs.put(MASK, OnnxTensor.createTensor(environment, mask, shape));
      if (types) {
        inputs.put(TYPES, OnnxTensor.createTensor(environment, zeros, shape));
      }
      return session.run(inputs, Set.of(output));
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** Also when it is closed already. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("%s can't be closed".formatted(folder.model()), e);
    } finally {
      tokenizer.close();
    }
  }
}
