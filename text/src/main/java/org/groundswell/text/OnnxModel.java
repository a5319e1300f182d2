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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A language model on ONNX Runtime with its tokenizer. Texts run in batches of about one length, so
 * that little is padded; each batch by one thread, which leaves the threads less to wait for than
 * if they shared one. In single precision a text's output is the same bits in every batch of two
 * rows or more; a batch of one row could take another path through the last layers, so it gets a
 * second row.
 */
final class OnnxModel implements AutoCloseable {
  private static final int SLICE_TEXTS = 4096;
  private static final int LEAST_ROWS = 2;
  private static final int MOST_ROWS = 32;

  /** Of a batch that has more than the least rows: what fits a processor's cache runs fastest. */
  private static final int MOST_TOKENS = 512;

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** What the model reads of a batch; the types of all tokens are 0. */
  private record Inputs(LongBuffer ids, LongBuffer mask, LongBuffer types) {}

  /**
   * Some texts of a slice.
   *
   * @param at the first of them in the order of length
   */
  private record Batch(int at, int rows) {}

  /** Takes the output of one text; several threads call it, each for other texts. */
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
  private final ExecutorService workers;

  /** One a worker. */
  private final List<Inputs> inputs = new ArrayList<>();

  /** Whether workers are to take no more batches. */
  private volatile boolean stopped;

  private boolean closed;

  private OnnxModel(ModelFolder folder, TextInput input, int rank) {
    this.folder = folder;
    this.input = input;
    int capacity = Math.max(MOST_TOKENS, LEAST_ROWS * input.maxTokens());
    for (int worker = 0; worker < input.threads(); worker++) {
      inputs.add(new Inputs(longs(capacity), longs(capacity), longs(capacity)));
    }
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
    workers = Executors.newFixedThreadPool(input.threads(), OnnxModel::worker);
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "groundswell-text");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @param rank 3 for an output {@code [text, token, width]}, 2 for {@code [text, width]}
   * @throws TextModelException if the files are not those of such a model, or no native library
   *     fits the machine
   */
  static OnnxModel open(ModelFolder folder, TextInput input, int rank) {
    try {
      return new OnnxModel(folder, input, rank);
    } catch (LinkageError e) {
      throw new TextModelException(
          "ONNX Runtime does not run on %s, %s (%s). There are builds for Linux and Windows on x86-64 and for Linux and macOS on ARM; elsewhere leave out what needs a language model."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), e),
          e);
    }
  }

  private static LongBuffer longs(int capacity) {
    return ByteBuffer.allocateDirect(Long.BYTES * capacity)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private OrtSession session() throws OrtException {
    environment.setTelemetry(false);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
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
    try (OrtSession.Result result =
        runBatch(inputs.get(0), tokens, new int[] {0}, new Batch(0, 1))) {
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
   * @throws TextModelException if the model fails
   * @throws IllegalStateException if the thread was interrupted
   */
  void run(List<String> texts, Taker taker) {
    for (int from = 0; from < texts.size(); from += SLICE_TEXTS) {
      List<String> prepared =
          texts.subList(from, Math.min(from + SLICE_TEXTS, texts.size())).stream()
              .map(text -> input.prefix() + input.normaliser().apply(text))
              .toList();
      runSlice(tokenizer.tokens(prepared), from, taker);
    }
  }

  private void runSlice(long[][] tokens, int first, Taker taker) {
    // longest first: the runtime's memory is as large as it gets after the first batch
    int[] order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer k) -> -tokens[k].length))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Batch> batches = new ArrayList<>();
    for (int at = 0; at < order.length; at += batches.get(batches.size() - 1).rows()) {
      int length = tokens[order[at]].length;
      int rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_TOKENS / length));
      batches.add(new Batch(at, Math.min(rows, order.length - at)));
    }
    Iterator<Batch> left = batches.iterator();
    List<Future<?>> running = new ArrayList<>();
    for (Inputs own : inputs) {
      running.add(
          workers.submit(
              () -> {
                for (Batch batch = next(left); batch.rows() > 0; batch = next(left)) {
                  take(own, tokens, order, batch, first, taker);
                }
                return null;
              }));
    }
    await(running);
  }

  /** The next batch; one without rows if there is none, or the workers are to stop. */
  private Batch next(Iterator<Batch> left) {
    synchronized (left) {
      return left.hasNext() && !stopped ? left.next() : new Batch(0, 0);
    }
  }

  /** Waits for all; the first that fails stops the others. */
  private void await(List<Future<?>> running) {
    Throwable failure = null;
    // a worker that has finished gives its result without a look at interrupts
    boolean interrupted = Thread.interrupted();
    stopped = interrupted;
    for (int k = 0; k < running.size(); ) {
      try {
        running.get(k).get();
        k++;
      } catch (ExecutionException e) {
        stopped = true;
        failure = failure == null ? e.getCause() : failure;
        k++;
      } catch (InterruptedException e) {
        // the runtime must not be let go while it runs
        stopped = true;
        interrupted = true;
      }
    }
    boolean whole = !stopped;
    stopped = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new TextModelException(
          "%s failed: %s".formatted(folder.model(), failure.getMessage()), failure);
    }
    if (!whole) {
      throw new IllegalStateException(folder.model() + " was interrupted");
    }
  }

  private void take(Inputs own, long[][] tokens, int[] order, Batch batch, int first, Taker taker)
      throws OrtException {
    try (OrtSession.Result result = runBatch(own, tokens, order, batch)) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int stride = values.capacity() / Math.max(LEAST_ROWS, batch.rows());
      for (int row = 0; row < batch.rows(); row++) {
        int text = order[batch.at() + row];
        taker.take(first + text, values, row * stride, tokens[text].length);
      }
    }
  }

  private OrtSession.Result runBatch(Inputs own, long[][] tokens, int[] order, Batch batch)
      throws OrtException {
    int length = tokens[order[batch.at()]].length;
    int rows = Math.max(LEAST_ROWS, batch.rows());
    own.ids().clear();
    own.mask().clear();
    for (int row = 0; row < rows; row++) {
      long[] of = tokens[order[batch.at() + Math.min(row, batch.rows() - 1)]];
      for (int t = 0; t < length; t++) {
        own.ids().put(t < of.length ? of[t] : tokenizer.padding());
        own.mask().put(t < of.length ? 1 : 0);
      }
    }
    own.ids().flip();
    own.mask().flip();
    own.types().clear().limit(rows * length);
    long[] shape = {rows, length};
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      tensors.put(IDS, OnnxTensor.createTensor(environment, own.ids(), shape));
      tensors.put(MASK, OnnxTensor.createTensor(environment, own.mask(), shape));
      if (types) {
        tensors.put(TYPES, OnnxTensor.createTensor(environment, own.types(), shape));
      }
      return session.run(tensors, Set.of(output));
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Also when it is closed already. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    workers.shutdown();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("%s can't be closed".formatted(folder.model()), e);
    } finally {
      tokenizer.close();
    }
  }
}
