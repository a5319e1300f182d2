package org.groundswell.benchmarks;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.data.PostReader;
import org.groundswell.text.BundledEmbedding;
import org.groundswell.text.CachedEncoder;
import org.groundswell.text.FeatureCache;
import org.groundswell.text.ModelFolder;
import org.groundswell.text.OnnxEmbedding;
import org.groundswell.text.TextEncoder;
import org.groundswell.text.TextInput;

/**
 * How many texts a second are embedded by 2 threads: ours, without a cache, filling one and reading
 * from one, beside a plain loop over ONNX Runtime and beside langchain4j's own path; all take turns
 * in one process, on the same texts and weights. And how much memory that takes.
 *
 * <pre>
 * Embeddings speed bge-small-en-v1.5 posts.csv 2000 rounds
 * Embeddings memory all-minilm-l6-v2 posts.csv 150000 most-tokens
 * </pre>
 *
 * <p>The plain loop is the best that is still a loop: tokenized once, sorted by length, batches of
 * 32, buffers made anew. It gets the texts prepared. langchain4j runs one text at a time, in a pool
 * of as many threads as there are cores, as it does by itself. Processor seconds are of all
 * threads: where other programs want the cores as well, whoever has more threads gets more of them.
 */
public final class Embeddings {
  private static final int THREADS = 2;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final int ROWS = 32;
  private static final int CHUNK = 4096;
  private static final TextInput INPUT = TextInput.OF_POSTS.withThreads(THREADS);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final BundledEmbedding bundled;
  private final Path folder;

  private Embeddings(BundledEmbedding bundled, Path folder) {
    this.bundled = bundled;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 5) {
      throw new IllegalArgumentException(
          "Embeddings speed|memory model posts.csv texts rounds|most-tokens");
    }
    BundledEmbedding bundled =
        Arrays.stream(BundledEmbedding.values())
            .filter(each -> each.modelName().equals(arguments[1]))
            .findFirst()
            .orElseThrow();
    Path posts = Path.of(arguments[2]);
    int texts = Integer.parseInt(arguments[3]);
    Path folder = Files.createTempDirectory("embeddings");
    try {
      Embeddings benchmark = new Embeddings(bundled, folder);
      if (arguments[0].equals("speed")) {
        benchmark.speed(distinct(posts, folder, texts), Integer.parseInt(arguments[4]));
      } else {
        benchmark.memory(posts, texts, Integer.parseInt(arguments[4]));
      }
    } finally {
      delete(folder);
    }
  }

  /** The first so many different texts of a file, as encoders read them. */
  private static List<String> distinct(Path posts, Path folder, int texts) {
    Set<String> all = new LinkedHashSet<>();
    PostReader.read(
        posts,
        folder.resolve("quarantine.csv"),
        chunk ->
            chunk.posts().stream()
                .map(post -> INPUT.normaliser().apply(post.text()))
                .filter(text -> all.size() < texts && !text.isEmpty())
                .forEach(all::add));
    return List.copyOf(all);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** One way to embed texts. */
  private interface Way {
    float[][] embed(List<String> texts) throws Exception;
  }

  private void speed(List<String> texts, int rounds) throws Exception {
    ModelFolder model = bundled.unpack(folder);
    boolean cls = bundled == BundledEmbedding.BGE_SMALL;
    OnnxEmbeddingModel theirs =
        new OnnxEmbeddingModel(
            model.path().resolve("model.onnx"),
            model.path().resolve("tokenizer.json"),
            cls ? PoolingMode.CLS : PoolingMode.MEAN);
    try (OnnxEmbedding ours = bundled.open(folder, INPUT);
        Plain plain = new Plain(model, cls);
        FeatureCache cache = new FeatureCache(folder.resolve("warm"), FeatureCache.MOST_BYTES)) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("plain loop", plain::embed);
      ways.put("ours", ours::encode);
      ways.put("ours, cache filled", all -> filling(ours, all));
      ways.put("langchain4j", all -> theirs(theirs, all));
      ways.put("ours, cache read", cache.over((TextEncoder) ours)::encode);
      for (Way way : ways.values()) {
        way.embed(texts.subList(0, Math.min(256, texts.size())));
      }
      float[][] expected = ours.encode(texts);
      cache.over((TextEncoder) ours).encode(texts);
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        agree(way.getKey(), expected, way.getValue().embed(texts));
      }
      out.println("model,texts,round,way,texts a second,texts a processor second");
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, Way> way : ways.entrySet()) {
          long start = System.nanoTime();
          long startOfProcessor = PROCESS.getProcessCpuTime();
          way.getValue().embed(texts);
          out.printf(
              Locale.ROOT,
              "%s,%d,%d,\"%s\",%.1f,%.1f%n",
              bundled.modelName(),
              texts.size(),
              round,
              way.getKey(),
              texts.size() / ((System.nanoTime() - start) / 1e9),
              texts.size() / ((PROCESS.getProcessCpuTime() - startOfProcessor) / 1e9));
        }
      }
    }
  }

  private float[][] filling(OnnxEmbedding ours, List<String> texts) throws IOException {
    Path fresh = Files.createTempDirectory(folder, "cache");
    try (FeatureCache cache = new FeatureCache(fresh, FeatureCache.MOST_BYTES)) {
      return cache.over((TextEncoder) ours).encode(texts);
    }
  }

  private static float[][] theirs(OnnxEmbeddingModel theirs, List<String> texts) {
    return theirs.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
        .map(Embedding::vector)
        .toArray(float[][]::new);
  }

  private static void agree(String way, float[][] expected, float[][] found) {
    double least = 1;
    for (int k = 0; k < expected.length; k++) {
      double dot = 0;
      for (int d = 0; d < expected[k].length; d++) {
        dot += expected[k][d] * found[k][d];
      }
      least = Math.min(least, dot);
    }
    if (least < 0.9999) {
      throw new IllegalStateException(way + " gives other vectors, least cosine " + least);
    }
  }

  /** A length-sorted loop over the runtime. */
  private static final class Plain implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;
    private final boolean cls;

    Plain(ModelFolder model, boolean cls) throws OrtException, IOException {
      this.cls = cls;
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(THREADS);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(model.path().resolve("model.onnx").toString(), options);
      tokenizer =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(model.path().resolve("tokenizer.json"))
              .optPadding(false)
              .optTruncation(true)
              .optMaxLength(INPUT.maxTokens())
              .build();
    }

    float[][] embed(List<String> texts) throws OrtException {
      Encoding[] tokens = tokenizer.batchEncode(texts);
      int[] order =
          IntStream.range(0, tokens.length)
              .boxed()
              .sorted(Comparator.comparingInt((Integer k) -> tokens[k].getIds().length))
              .mapToInt(Integer::intValue)
              .toArray();
      float[][] vectors = new float[tokens.length][];
      for (int at = 0; at < order.length; at += ROWS) {
        int end = Math.min(at + ROWS, order.length);
        int length = tokens[order[end - 1]].getIds().length;
        long[] ids = new long[(end - at) * length];
        long[] mask = new long[ids.length];
        for (int row = at; row < end; row++) {
          long[] own = tokens[order[row]].getIds();
          System.arraycopy(own, 0, ids, (row - at) * length, own.length);
          Arrays.fill(mask, (row - at) * length, (row - at) * length + own.length, 1);
        }
        long[] shape = {end - at, length};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
        inputs.put(
            "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
        inputs.put(
            "token_type_ids",
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape));
        try (OrtSession.Result result = session.run(inputs)) {
          FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
          int width = values.capacity() / ids.length;
          for (int row = at; row < end; row++) {
            int own = cls ? 1 : tokens[order[row]].getIds().length;
            vectors[order[row]] = pool(values, (row - at) * length * width, own, width);
          }
        }
        inputs.values().forEach(OnnxTensor::close);
      }
      return vectors;
    }

    private static float[] pool(FloatBuffer values, int first, int tokens, int width) {
      float[] vector = new float[width];
      for (int t = 0; t < tokens; t++) {
        for (int d = 0; d < width; d++) {
          vector[d] += values.get(first + t * width + d);
        }
      }
      double squares = 0;
      for (float value : vector) {
        squares += value * value;
      }
      for (int d = 0; d < width; d++) {
        vector[d] /= (float) Math.sqrt(squares);
      }
      return vector;
    }

    @Override
    public void close() throws OrtException {
      session.close();
      tokenizer.close();
    }
  }

  /**
   * Embeds texts chunk by chunk into a cache, the file as often as it takes, each time new texts.
   */
  private void memory(Path posts, int texts, int mostTokens) throws IOException {
    try (OnnxEmbedding ours = bundled.open(folder, INPUT.withMaxTokens(mostTokens));
        FeatureCache cache = new FeatureCache(folder, FeatureCache.MOST_BYTES)) {
      CachedEncoder cached = cache.over((TextEncoder) ours);
      int[] seen = {0};
      List<String> chunk = new ArrayList<>();
      for (int time = 0; seen[0] < texts; time++) {
        String mark = time + " ";
        PostReader.read(
            posts,
            folder.resolve("quarantine.csv"),
            read ->
                read.posts().stream()
                    .filter(post -> seen[0] < texts)
                    .forEach(
                        post -> {
                          chunk.add(mark + post.text());
                          seen[0]++;
                          if (chunk.size() == CHUNK || seen[0] == texts) {
                            cached.encode(chunk);
                            chunk.clear();
                          }
                        }));
      }
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      out.printf(
          Locale.ROOT,
          "%s, %d tokens at most: %d texts, %d worked out; resident at most %.2f GB; heap at the end %.0f MB%n",
          bundled.modelName(),
          mostTokens,
          seen[0],
          cached.computed(),
          resident() / 1e9,
          (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
    }
  }

  /** The most bytes that this process ever had in memory. */
  private static double resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    return Double.NaN;
  }
}
