package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a SameDiff graph step after step, in bounded native memory.
 *
 * <p>Where {@link Accelerated#on} and the graph is one of floats, the first step with arguments of
 * some shapes is recorded, and this and later ones follow a {@link StaticPlan}, which gives the
 * same bits in less time. Otherwise, and where a graph cannot be recorded, SameDiff runs it.
 *
 * <p>Not thread-safe; runners in different threads do not disturb each other.
 */
public final class GraphRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GraphRunner.class);

  /** Plans of that many combinations of shapes are kept. */
  private static final int PLANS = 6;

  private static final String GRADIENTS = "gradients";

  /** What a placeholder is given. */
  public sealed interface Feed {
    /** Of the placeholder's array. */
    long[] shape();
  }

  /**
   * An array.
   *
   * @param values row-major
   */
  public record Values(float[] values, long... shape) implements Feed {}

  /**
   * An array whose values a graph of doubles gets as they are, and one of floats rounded.
   *
   * @param values row-major
   */
  public record Doubles(double[] values, long... shape) implements Feed {
    private float[] rounded() {
      float[] rounded = new float[values.length];
      for (int k = 0; k < rounded.length; k++) {
        rounded[k] = (float) values[k];
      }
      return rounded;
    }
  }

  /**
   * A matrix {@code [index.length, width]} whose rows repeat. A plan works products with it out
   * once a distinct row, which changes them within rounding.
   *
   * @param values {@code [distinct, width]}, row-major, at the beginning of the array
   * @param index by row of the matrix, a row of {@code values}, or −1 for a row of zeros
   */
  public record Rows(float[] values, int width, int distinct, int[] index) implements Feed {
    @Override
    public long[] shape() {
      return new long[] {index.length, width};
    }

    private float[] dense() {
      float[] dense = new float[Math.multiplyExact(index.length, width)];
      for (int k = 0; k < index.length; k++) {
        if (index[k] >= 0) {
          System.arraycopy(values, index[k] * width, dense, k * width, width);
        }
      }
      return dense;
    }
  }

  /** {@code [1, 1]}, holding a 1: a factor that changes nothing, and costs nothing. */
  public record One() implements Feed {
    @Override
    public long[] shape() {
      return new long[] {1, 1};
    }
  }

  /** A plan with its arguments and results; no plan if there can be none. */
  private record Planned(
      StaticPlan plan,
      Map<String, INDArray> arguments,
      Map<String, Floats> inputs,
      RepeatedRows rows,
      List<Floats> results) {
    static final Planned NONE = new Planned(null, Map.of(), Map.of(), null, List.of());

    void close() {
      if (plan != null) {
        plan.close();
        GraphRunner.close(arguments);
        if (rows != null) {
          rows.close();
        }
      }
    }
  }

  private final SameDiff graph;
  private final DataType type;
  private final StepMemory memory = new StepMemory();
  private final LinkedHashMap<String, Planned> plans = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A runner.
   *
   * @param graph whose gradient function exists if gradients will be asked for
   * @param type of all its placeholders and variables
   */
  public GraphRunner(SameDiff graph, DataType type) {
    this.graph = graph;
    this.type = type;
    Accelerated.ops();
  }

  /**
   * Works out a loss and its gradient.
   *
   * @param feeds by placeholder
   * @param loss a scalar of the graph
   * @param variables what the gradient is by
   * @param gradient where the gradient goes: by variable, row-major, one behind the other
   * @return the loss
   */
  public double gradients(
      Map<String, Feed> feeds, String loss, List<String> variables, float[] gradient) {
    SameDiff function = graph.getFunction("grad");
    Planned planned =
        planned(
            GRADIENTS,
            feeds,
            function,
            arguments -> {
              OutAndGrad step =
                  graph.calculateGradientsAndOutputs(arguments, List.of(loss), variables);
              List<INDArray> results = new ArrayList<>();
              results.add(step.getOutputs().get(loss));
              variables.forEach(name -> results.add(step.getGradients().get(name)));
              return results;
            });
    if (planned.plan() != null) {
      float[] value = new float[1];
      planned.results().get(0).read(0, value, 0, 1);
      int at = 0;
      for (Floats result : planned.results().subList(1, planned.results().size())) {
        int length = Math.toIntExact(result.limit());
        result.read(0, gradient, at, length);
        at += length;
      }
      return value[0];
    }
    Map<String, INDArray> arguments = arrays(feeds);
    memory.serve(function);
    OutAndGrad step = graph.calculateGradientsAndOutputs(arguments, List.of(loss), variables);
    double value = step.getOutputs().get(loss).getDouble(0);
    int at = 0;
    for (String name : variables) {
      float[] values = read(step.getGradients().get(name), DataBuffer::asFloat);
      System.arraycopy(values, 0, gradient, at, values.length);
      at += values.length;
    }
    memory.endStep();
    close(arguments);
    return value;
  }

  /**
   * Works out a value of the graph.
   *
   * @param feeds by placeholder
   * @return row-major
   */
  public float[] output(Map<String, Feed> feeds, String name) {
    Planned planned =
        planned(name, feeds, graph, arguments -> List.of(graph.output(arguments, name).get(name)));
    if (planned.plan() == null) {
      return outputBySameDiff(feeds, name, DataBuffer::asFloat);
    }
    Floats result = planned.results().get(0);
    float[] values = new float[Math.toIntExact(result.limit())];
    result.read(0, values, 0, values.length);
    return values;
  }

  /** As {@link #output}, in double, worked out by SameDiff. */
  public double[] outputInDouble(Map<String, Feed> feeds, String name) {
    return outputBySameDiff(feeds, name, DataBuffer::asDouble);
  }

  private interface Reader<T> {
    T read(DataBuffer buffer);
  }

  private <T> T outputBySameDiff(Map<String, Feed> feeds, String name, Reader<T> reader) {
    Map<String, INDArray> arguments = arrays(feeds);
    memory.serve(graph);
    T values = read(graph.output(arguments, name).get(name), reader);
    memory.endStep();
    close(arguments);
    return values;
  }

  /** Reads an array row-major. */
  private static <T> T read(INDArray array, Reader<T> reader) {
    if (array.ordering() == 'c' && !array.isView()) {
      return reader.read(array.data());
    }
    try (INDArray rowMajor = array.dup('c')) {
      return reader.read(rowMajor.data());
    }
  }

  /** A variable's values, row-major, to {@code into} from {@code at} on; where they end. */
  public int read(String variable, float[] into, int at) {
    float[] values = read(graph.getVariable(variable).getArr(), DataBuffer::asFloat);
    System.arraycopy(values, 0, into, at, values.length);
    return at + values.length;
  }

  /** Sets a variable to values, row-major, of {@code from} from {@code at} on; where they end. */
  public int write(String variable, float[] from, int at) {
    INDArray array = graph.getVariable(variable).getArr();
    int length = Math.toIntExact(array.length());
    if (array.dataType() == DataType.FLOAT && FasterOps.rowMajorOrder(array)) {
      Floats.of(array).write(0, from, at, length);
    } else {
      try (INDArray values = array(Arrays.copyOfRange(from, at, at + length), array.shape())) {
        array.assign(values);
      }
    }
    return at + length;
  }

  /** Runs the graph itself, and gives what is wanted of it. */
  private interface Run {
    List<INDArray> with(Map<String, INDArray> arguments);
  }

  /** A plan for such arguments that has been run on them, or none. */
  private Planned planned(String purpose, Map<String, Feed> feeds, SameDiff function, Run run) {
    if (type != DataType.FLOAT
        || !Accelerated.on()
        || !(Nd4j.getExecutioner() instanceof FasterOps)) {
      return Planned.NONE;
    }
    String key = key(purpose, feeds);
    Planned planned = plans.get(key);
    if (planned == null) {
      planned = record(feeds, function, run);
      plans.put(key, planned);
      if (plans.size() > PLANS) {
        String eldest = plans.keySet().iterator().next();
        plans.remove(eldest).close();
      }
    }
    if (planned.plan() != null) {
      for (Map.Entry<String, Feed> feed : feeds.entrySet()) {
        give(planned, feed.getKey(), feed.getValue());
      }
      planned.plan().run();
    }
    return planned;
  }

  private static void give(Planned planned, String name, Feed feed) {
    if (feed instanceof Rows rows && planned.plan().sharing()) {
      planned.rows().set(rows);
    } else if (!(feed instanceof One)) {
      float[] values = values(feed);
      planned.inputs().get(name).write(0, values, 0, values.length);
    }
  }

  private static String key(String purpose, Map<String, Feed> feeds) {
    StringBuilder key = new StringBuilder(purpose);
    new TreeMap<>(feeds)
        .forEach(
            (name, feed) ->
                key.append(' ')
                    .append(name)
                    .append(feed.getClass().getSimpleName())
                    .append(Arrays.toString(feed.shape())));
    return key.toString();
  }

  private Planned record(Map<String, Feed> feeds, SameDiff function, Run run) {
    Map<String, INDArray> arguments = arrays(feeds);
    List<INDArray> known = new ArrayList<>(arguments.values());
    List<INDArray> ones = new ArrayList<>();
    INDArray matrix = null;
    int matrices = 0;
    for (Map.Entry<String, Feed> feed : feeds.entrySet()) {
      if (feed.getValue() instanceof One) {
        ones.add(arguments.get(feed.getKey()));
      } else if (feed.getValue() instanceof Rows) {
        // of two, neither is shared
        matrix = matrices++ == 0 ? arguments.get(feed.getKey()) : null;
      }
    }
    for (SameDiff part : List.of(graph, function)) {
      for (SDVariable variable : part.variables()) {
        if (variable.getVariableType() == VariableType.VARIABLE
            || variable.getVariableType() == VariableType.CONSTANT) {
          known.add(variable.getArr());
        }
      }
    }
    memory.serve(function);
    try (Recording recording =
        Recording.begin(((FasterOps) Nd4j.getExecutioner()).trusted(), known, ones)) {
      List<INDArray> results = run.with(arguments);
      List<Optional<Tensor>> found = results.stream().map(recording::find).toList();
      if (!recording.obstacle().isEmpty() || found.stream().anyMatch(Optional::isEmpty)) {
        LOG.debug("no static plan: {}", recording.obstacle());
        close(arguments);
        return Planned.NONE;
      }
      List<Tensor> wanted = found.stream().map(Optional::orElseThrow).toList();
      return plan(recording, wanted, arguments, matrix);
    } finally {
      memory.close();
    }
  }

  private static Planned plan(
      Recording recording, List<Tensor> wanted, Map<String, INDArray> arguments, INDArray matrix) {
    Tensor.Storage storage = matrix == null ? null : recording.find(matrix).orElseThrow().storage();
    int columns =
        recording.steps().stream()
            .filter(step -> storage != null && step.readsFrom(storage))
            .mapToInt(step -> step.writes.get(0).fromLast(0))
            .max()
            .orElse(1);
    RepeatedRows rows = matrix == null ? null : new RepeatedRows((int) matrix.size(1), columns);
    StaticPlan plan = new StaticPlan(recording.steps(), wanted, storage, rows);
    if (plan.sharing()) {
      arguments.values().remove(matrix);
      matrix.close();
    }
    Map<String, Floats> inputs = new HashMap<>();
    arguments.forEach((name, array) -> inputs.put(name, Floats.of(array)));
    return new Planned(plan, arguments, inputs, rows, wanted.stream().map(Tensor::floats).toList());
  }

  private Map<String, INDArray> arrays(Map<String, Feed> feeds) {
    Map<String, INDArray> arrays = new HashMap<>();
    feeds.forEach(
        (name, feed) ->
            arrays.put(
                name,
                feed instanceof Doubles exact && type == DataType.DOUBLE
                    ? Nd4j.create(exact.values(), exact.shape(), 'c')
                    : array(values(feed), feed.shape())));
    return arrays;
  }

  private static float[] values(Feed feed) {
    if (feed instanceof Rows rows) {
      return rows.dense();
    }
    if (feed instanceof Doubles exact) {
      return exact.rounded();
    }
    return feed instanceof Values given ? given.values() : new float[] {1};
  }

  private INDArray array(float[] values, long... shape) {
    // not createFromArray and reshape: a reshaped array is a view, and views cannot be closed
    INDArray array = Nd4j.create(values, shape, 'c');
    if (array.dataType() == type) {
      return array;
    }
    try (array) {
      return array.castTo(type);
    }
  }

  private static void close(Map<String, INDArray> arrays) {
    for (INDArray array : arrays.values()) {
      if (array.closeable()) {
        array.close();
      }
    }
  }

  /** How many static plans there are at the moment. */
  public int plans() {
    return (int) plans.values().stream().filter(planned -> planned.plan() != null).count();
  }

  /** Gives back the memory of all steps, and the graph's variables. */
  @Override
  public void close() {
    plans.values().forEach(Planned::close);
    plans.clear();
    memory.close();
    for (SDVariable variable : graph.variables()) {
      if (variable.getVariableType() == VariableType.VARIABLE) {
        INDArray values = variable.getArr();
        if (values != null && values.closeable()) {
          values.close();
        }
      }
    }
  }
}
