package org.groundswell.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Folders of small language models with a vocabulary of a few words. */
final class TinyModels {
  static final List<String> WORDS = List.of("good", "bad", "news", "rocket", "car", "!");

  /** Tokens that mark padding, the unknown, begin and end; words follow. */
  static final List<String> MARKS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

  static final int WIDTH = 5;
  private static final int TOKENS = MARKS.size() + WORDS.size();

  private TinyModels() {}

  /** The value of a token in a dimension. */
  static float value(int token, int dimension) {
    return (float) Math.sin(1 + token * WIDTH + dimension);
  }

  /** The token of a word. */
  static int token(String word) {
    int at = WORDS.indexOf(word);
    return at < 0 ? 1 : MARKS.size() + at;
  }

  /** A model whose output is each token's own vector, {@code [text, token, WIDTH]}. */
  static ModelFolder embedding(Path folder) throws IOException {
    GraphProto.Builder graph =
        inputs(true)
            .addInitializer(table())
            .addNode(node("Gather", "own", "table", "input_ids"))
            // padded tokens get a vector that no mean may take in
            .addNode(cast("attention_mask", "as_float"))
            .addInitializer(integers("last", -1))
            .addNode(node("Unsqueeze", "keep", "as_float", "last"))
            .addInitializer(floats("one", 1))
            .addNode(node("Sub", "padded", "one", "keep"))
            .addInitializer(floats("much", 1e6f))
            .addNode(node("Mul", "spoiled", "padded", "much"))
            .addNode(node("Add", "last_hidden_state", "own", "spoiled"))
            .addOutput(value("last_hidden_state", "batch", "length", WIDTH));
    return write(folder, graph);
  }

  /** A model whose vectors are the logarithm of -1. */
  static ModelFolder notANumber(Path folder) throws IOException {
    GraphProto.Builder graph =
        inputs(false)
            .addInitializer(table())
            .addNode(node("Gather", "own", "table", "input_ids"))
            .addNode(node("Mul", "square", "own", "own"))
            .addNode(node("Neg", "negative", "square"))
            .addNode(node("Log", "last_hidden_state", "negative"))
            .addOutput(value("last_hidden_state", "batch", "length", WIDTH));
    return write(folder, graph);
  }

  /** A model whose logit of label k is k times the count of tokens {@code good}, minus 1. */
  static ModelFolder classifier(Path folder, int labels) throws IOException {
    float[] weights = new float[TOKENS * labels];
    float[] biases = new float[labels];
    for (int k = 0; k < labels; k++) {
      weights[token("good") * labels + k] = k;
      biases[k] = -1;
    }
    GraphProto.Builder graph =
        inputs(false)
            .addInitializer(tensor("weights", weights, TOKENS, labels))
            .addInitializer(tensor("biases", biases, labels))
            .addNode(node("Gather", "votes", "weights", "input_ids"))
            .addNode(cast("attention_mask", "as_float"))
            .addInitializer(integers("last", -1))
            .addNode(node("Unsqueeze", "keep", "as_float", "last"))
            .addNode(node("Mul", "own", "votes", "keep"))
            .addInitializer(integers("axis", 1))
            .addNode(
                node("ReduceSum", "sums", "own", "axis").toBuilder()
                    .addAttribute(integer("keepdims", 0))
                    .build())
            .addNode(node("Add", "logits", "sums", "biases"))
            .addOutput(value("logits", "batch", labels));
    return write(folder, graph);
  }

  /**
   * A classifier of random weights whose last layers see one row a text, as those of real ones do.
   */
  static ModelFolder randomHead(Path folder, int width, int labels) throws IOException {
    Random random = new Random(5);
    GraphProto.Builder graph =
        inputs(false)
            .addInitializer(tensor("table", gaussian(random, TOKENS * width), TOKENS, width))
            .addInitializer(tensor("dense", gaussian(random, width * width), width, width))
            .addInitializer(tensor("head", gaussian(random, width * labels), width, labels))
            .addNode(node("Gather", "own", "table", "input_ids"))
            // the vector of the first word, [text, width]
            .addInitializer(scalar("begin", 1))
            .addNode(
                node("Gather", "first", "own", "begin").toBuilder()
                    .addAttribute(integer("axis", 1))
                    .build())
            .addNode(node("MatMul", "hidden", "first", "dense"))
            .addNode(node("Tanh", "bent", "hidden"))
            .addNode(node("MatMul", "logits", "bent", "head"))
            .addOutput(value("logits", "batch", labels));
    return write(folder, graph);
  }

  static ModelFolder write(Path folder, GraphProto.Builder graph) throws IOException {
    Files.createDirectories(folder);
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("test")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph.setName("tiny"))
            .build();
    Files.write(folder.resolve("model.onnx"), model.toByteArray());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
    return new ModelFolder(folder);
  }

  /** A tokenizer of whole words, with marks of begin and end. */
  static String tokenizer() {
    StringBuilder added = new StringBuilder();
    StringBuilder vocabulary = new StringBuilder();
    List<String> all = new ArrayList<>(MARKS);
    all.addAll(WORDS);
    for (int id = 0; id < all.size(); id++) {
      String comma = id == 0 ? "" : ",";
      vocabulary.append(comma).append('"').append(all.get(id)).append("\":").append(id);
      if (id < MARKS.size()) {
        added
            .append(comma)
            .append(
                """
                {"id":%d,"content":"%s","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}
                """
                    .formatted(id, all.get(id)));
      }
    }
    return """
    {"version":"1.0","truncation":null,"padding":null,"added_tokens":[%s],
     "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},
     "post_processor":{"type":"TemplateProcessing",
       "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
       "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
       "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
     "decoder":null,
     "model":{"type":"WordLevel","vocab":{%s},"unk_token":"[UNK]"}}
    """
        .formatted(added, vocabulary);
  }

  static GraphProto.Builder inputs(boolean types) {
    GraphProto.Builder graph =
        GraphProto.newBuilder().addInput(tokens("input_ids")).addInput(tokens("attention_mask"));
    if (types) {
      graph.addInput(tokens("token_type_ids"));
    }
    return graph;
  }

  static ValueInfoProto tokens(String name) {
    return info(name, TensorProto.DataType.INT64_VALUE, "batch", "length");
  }

  static ValueInfoProto value(String name, Object... shape) {
    return info(name, TensorProto.DataType.FLOAT_VALUE, shape);
  }

  private static ValueInfoProto info(String name, int type, Object... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Object each : shape) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      if (each instanceof Integer size) {
        dimension.setDimValue(size);
      } else {
        dimension.setDimParam((String) each);
      }
      dimensions.addDim(dimension);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  static NodeProto node(String operation, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .setName(output)
        .addOutput(output)
        .addAllInput(List.of(inputs))
        .build();
  }

  private static NodeProto cast(String input, String output) {
    return node("Cast", output, input).toBuilder()
        .addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE))
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto table() {
    float[] values = new float[TOKENS * WIDTH];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(k / WIDTH, k % WIDTH);
    }
    return tensor("table", values, TOKENS, WIDTH);
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  private static TensorProto floats(String name, float... values) {
    return tensor(name, values, values.length);
  }

  private static TensorProto integers(String name, long... values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static TensorProto scalar(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addInt64Data(value)
        .build();
  }

  private static TensorProto tensor(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(bytes.flip()));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }
}
