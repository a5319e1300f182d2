package org.groundswell.experiments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** Folders of small language models as somebody exports them, which know ten words. */
final class TinyFolders {
  static final List<String> WORDS =
      List.of("rocket", "launch", "love", "terrible", "car", "market", "win", "game", "sad", "!");

  private static final List<String> MARKS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");
  private static final int TOKENS = MARKS.size() + WORDS.size();

  private TinyFolders() {}

  /** An embedding: each token's own vector and the sum of all. */
  static Path embedding(Path folder, int width) throws IOException {
    GraphProto.Builder graph =
        sums(width)
            .addNode(node("Add", "last_hidden_state", "own", "sums"))
            .addOutput(floats("last_hidden_state", "batch", "length", width));
    return write(folder, graph, "{}");
  }

  /** A classifier whose logits are sums of votes of words. */
  static Path classifier(Path folder, List<String> labels) throws IOException {
    GraphProto.Builder graph =
        sums(labels.size())
            .addNode(node("Squeeze", "logits", "sums", "axis"))
            .addOutput(floats("logits", "batch", labels.size()));
    return write(folder, graph, config(labels));
  }

  /** A classifier that opens as others do, and whose logits are no numbers. */
  static Path notANumber(Path folder, List<String> labels) throws IOException {
    GraphProto.Builder graph =
        sums(labels.size())
            .addNode(node("Squeeze", "squeezed", "sums", "axis"))
            .addNode(node("Mul", "square", "squeezed", "squeezed"))
            .addNode(node("Neg", "negative", "square"))
            .addNode(node("Log", "logits", "negative"))
            .addOutput(floats("logits", "batch", labels.size()));
    return write(folder, graph, config(labels));
  }

  private static String config(List<String> labels) {
    return IntStream.range(0, labels.size())
        .mapToObj(k -> "\"%d\":\"%s\"".formatted(k, labels.get(k)))
        .collect(Collectors.joining(",", "{\"id2label\":{", "}}"));
  }

  /** Of each token its row of a table, 0 of padding, and the sum over tokens. */
  private static GraphProto.Builder sums(int width) {
    ByteBuffer table =
        ByteBuffer.allocate(Float.BYTES * TOKENS * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < TOKENS * width; k++) {
      table.putFloat(k < width ? 0 : (float) Math.sin(1.7 * k));
    }
    return GraphProto.newBuilder()
        .addInput(value("input_ids", TensorProto.DataType.INT64_VALUE, "batch", "length"))
        .addInput(value("attention_mask", TensorProto.DataType.INT64_VALUE, "batch", "length"))
        .addInitializer(
            TensorProto.newBuilder()
                .setName("table")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(TOKENS)
                .addDims(width)
                .setRawData(ByteString.copyFrom(table.flip())))
        .addInitializer(
            TensorProto.newBuilder()
                .setName("axis")
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(1))
        .addNode(node("Gather", "own", "table", "input_ids"))
        .addNode(
            node("ReduceSum", "sums", "own", "axis").toBuilder()
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
  }

  private static NodeProto node(String operation, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .setName(output)
        .addOutput(output)
        .addAllInput(List.of(inputs))
        .build();
  }

  private static ValueInfoProto floats(String name, Object... shape) {
    return value(name, TensorProto.DataType.FLOAT_VALUE, shape);
  }

  private static ValueInfoProto value(String name, int type, Object... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Object each : shape) {
      TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (each instanceof Integer size) {
        dimension.setDimValue(size);
      } else {
        dimension.setDimParam((String) each);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  private static Path write(Path folder, GraphProto.Builder graph, String config)
      throws IOException {
    Files.createDirectories(folder);
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph.setName("tiny"))
            .build();
    Files.write(folder.resolve("model.onnx"), model.toByteArray());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
    Files.writeString(folder.resolve("config.json"), config);
    return folder;
  }

  private static String tokenizer() {
    String marks =
        IntStream.range(0, MARKS.size())
            .mapToObj(
                id ->
                    """
                    {"id":%d,"content":"%s","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"""
                        .formatted(id, MARKS.get(id)))
            .collect(Collectors.joining(","));
    String vocabulary =
        IntStream.range(0, TOKENS)
            .mapToObj(
                id ->
                    "\"%s\":%d"
                        .formatted(
                            id < MARKS.size() ? MARKS.get(id) : WORDS.get(id - MARKS.size()), id))
            .collect(Collectors.joining(","));
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
        .formatted(marks, vocabulary);
  }
}
