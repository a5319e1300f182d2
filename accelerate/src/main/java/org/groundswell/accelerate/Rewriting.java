package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.groundswell.accelerate.Step.Kind;
import org.groundswell.accelerate.Tensor.Storage;

/**
 * Makes recorded steps fewer and cheaper without changing a bit of what is wanted of them: what
 * nobody reads is dropped, what was worked out already is not worked out again, permutations become
 * strides of the products beside them, and what follows a product is done in its memory.
 */
final class Rewriting {
  private final List<Step> steps;
  private final Set<Storage> wanted;

  private Rewriting(List<Step> steps, Set<Storage> wanted) {
    this.steps = new ArrayList<>(steps);
    this.wanted = wanted;
  }

  /**
   * Rewrites.
   *
   * @param wanted what is read after a run
   */
  static List<Step> of(List<Step> recorded, List<Tensor> wanted) {
    Set<Storage> storages = Collections.newSetFromMap(new IdentityHashMap<>());
    wanted.forEach(tensor -> storages.add(tensor.storage()));
    Rewriting rewriting = new Rewriting(recorded, storages);
    rewriting.takeUpReluAndSoftmax();
    rewriting.dropUnread();
    rewriting.stridePermutations();
    rewriting.maskInSoftmax();
    rewriting.accumulateProducts();
    rewriting.finishProducts();
    return rewriting.steps;
  }

  /** Gradients of ReLU and softmax read the results that there are. */
  private void takeUpReluAndSoftmax() {
    List<Step> done = new ArrayList<>();
    for (Step step : List.copyOf(steps)) {
      if (step.kind == Kind.RELU_GRADIENT) {
        done.stream()
            .filter(other -> other.kind == Kind.RELU && same(other.reads.get(0), step.reads.get(0)))
            .findFirst()
            .ifPresent(relu -> step.reads.set(0, relu.writes.get(0)));
      } else if (step.kind == Kind.SOFTMAX_GRADIENT) {
        Tensor x = step.reads.get(0);
        Step softmax =
            done.stream()
                .filter(other -> other.kind == Kind.SOFTMAX && same(other.reads.get(0), x))
                .findFirst()
                .orElse(null);
        if (softmax == null) {
          Tensor y = Tensor.of(new Storage(x.storage().type, x.storage().length), x.shape());
          softmax = new Step(Kind.SOFTMAX, List.of(x), y);
          steps.add(steps.indexOf(step), softmax);
        }
        step.reads.set(0, softmax.writes.get(0));
      }
      done.add(step);
    }
  }

  private static boolean same(Tensor x, Tensor y) {
    return x.storage() == y.storage() && x.fromLast(0) == y.fromLast(0);
  }

  private void dropUnread() {
    Set<Storage> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(wanted);
    for (int k = steps.size() - 1; k >= 0; k--) {
      Step step = steps.get(k);
      if (step.writes.stream().noneMatch(tensor -> needed.contains(tensor.storage()))) {
        steps.remove(k);
      } else {
        step.allReads().forEach(tensor -> needed.add(tensor.storage()));
      }
    }
  }

  private List<Step> readers(Storage storage) {
    return steps.stream().filter(step -> step.readsFrom(storage)).toList();
  }

  /** The step that writes to a storage first; null for one from outside. */
  private Step writer(Storage storage) {
    return steps.stream().filter(step -> step.writesTo(storage)).findFirst().orElse(null);
  }

  private boolean isOnlyRead(Storage storage, Step by) {
    return !storage.external && !wanted.contains(storage) && readers(storage).equals(List.of(by));
  }

  private void stridePermutations() {
    for (Step step : List.copyOf(steps)) {
      if (step.kind != Kind.PERMUTE || step.order[step.order.length - 1] != step.order.length - 1) {
        continue;
      }
      Tensor from = step.reads.get(0);
      Tensor to = step.writes.get(0);
      List<Step> readers = readers(to.storage());
      boolean readAsIs =
          !wanted.contains(to.storage())
              && readers.stream()
                  .allMatch(
                      reader ->
                          reader.kind == Kind.PRODUCT
                              && reader.reads.stream()
                                  .filter(tensor -> tensor.storage() == to.storage())
                                  .allMatch(to::equals));
      Step writer = writer(from.storage());
      if (readAsIs) {
        // readers go through the unpermuted values with strides
        Tensor view = from.permuted(step.order);
        readers.forEach(reader -> reader.reads.replaceAll(x -> x.equals(to) ? view : x));
        steps.remove(step);
      } else if (writer != null
          && writer.kind == Kind.PRODUCT
          && from.equals(writer.writes.get(0))
          && isOnlyRead(from.storage(), step)) {
        // the product's rows go where the permutation would have put them
        writer.writes.set(0, to.permuted(inverse(step.order)));
        steps.remove(step);
      }
    }
  }

  private static long[] inverse(long[] order) {
    long[] inverse = new long[order.length];
    for (int k = 0; k < order.length; k++) {
      inverse[(int) order[k]] = k;
    }
    return inverse;
  }

  private void maskInSoftmax() {
    for (Step softmax : List.copyOf(steps)) {
      if (softmax.kind != Kind.SOFTMAX) {
        continue;
      }
      Storage sum = softmax.reads.get(0).storage();
      Step add = writer(sum);
      if (add != null
          && add.kind == Kind.ADD_PADDING
          && same(softmax.reads.get(0), add.writes.get(0))
          && isOnlyRead(sum, softmax)) {
        Step masked = new Step(Kind.SOFTMAX_OF_SUM, add.reads, softmax.writes.get(0));
        steps.set(steps.indexOf(softmax), masked);
        steps.remove(add);
      }
    }
  }

  /** Bias, ReLU or its gradient, dropout's factors and the residual are done with the product. */
  private void finishProducts() {
    for (Step product : List.copyOf(steps)) {
      if (product.kind != Kind.PRODUCT
          || product.accumulates
          || product.leftTransposed
          || product.writes.get(0).rank() != 2
          || !product.writes.get(0).isRowMajor()) {
        continue;
      }
      Step next = onlyReader(product);
      if (next != null
          && next.kind == Kind.BIAS
          && isFirst(next, product)
          && isReady(next.reads.get(1), product)) {
        product.bias = next.reads.get(1);
        next = finished(product, next);
      }
      if (next != null && next.kind == Kind.RELU) {
        product.relu = true;
        next = finished(product, next);
      }
      if (next != null
          && next.kind == Kind.RELU_GRADIENT
          && product.bias == null
          && !isFirst(next, product)
          && isReady(next.reads.get(0), product)) {
        product.gate = next.reads.get(0);
        next = finished(product, next);
      }
      if (next != null && next.kind == Kind.MULTIPLY && isReady(other(next, product), product)) {
        product.factors = other(next, product);
        next = finished(product, next);
      }
      if (next != null && next.kind == Kind.ADD && isReady(other(next, product), product)) {
        product.added = other(next, product);
        finished(product, next);
      }
    }
  }

  private Step onlyReader(Step product) {
    Storage result = product.writes.get(0).storage();
    List<Step> readers = readers(result);
    return readers.size() == 1 && isOnlyRead(result, readers.get(0)) ? readers.get(0) : null;
  }

  private static boolean isFirst(Step step, Step product) {
    return step.reads.get(0).storage() == product.writes.get(0).storage();
  }

  /** Takes over what a step does; the only reader of what it wrote. */
  private Step finished(Step product, Step by) {
    Tensor to = product.writes.get(0);
    Storage result = by.writes.get(0).storage();
    product.writes.set(0, Tensor.of(result, to.shape()));
    steps.remove(by);
    return onlyReader(product);
  }

  /** The argument of a sum or a product by element that is not the matrix product's result. */
  private static Tensor other(Step step, Step product) {
    return step.reads.get(isFirst(step, product) ? 1 : 0);
  }

  /** Whether a tensor has its values before a step. */
  private boolean isReady(Tensor tensor, Step before) {
    Step writer = writer(tensor.storage());
    return tensor.storage() != before.writes.get(0).storage()
        && (writer == null || steps.indexOf(writer) < steps.indexOf(before));
  }

  /** A sum of something and a product becomes a product that adds to it. */
  private void accumulateProducts() {
    for (Step add : List.copyOf(steps)) {
      if (add.kind != Kind.ADD) {
        continue;
      }
      for (int k = 1; k >= 0; k--) {
        Tensor summand = add.reads.get(k);
        Tensor sum = add.reads.get(1 - k);
        Step product = writer(summand.storage());
        if (product != null
            && canAccumulate(product, add)
            && sum.storage() != summand.storage()
            && !sum.storage().external
            && !wanted.contains(sum.storage())
            && !wanted.contains(add.writes.get(0).storage())
            && isReady(sum, product)
            && steps.indexOf(lastReader(sum.storage(), add)) < steps.indexOf(product)) {
          product.writes.set(0, Tensor.of(sum.storage(), product.writes.get(0).shape()));
          product.accumulates = true;
          rename(add.writes.get(0).storage(), sum.storage());
          steps.remove(add);
          break;
        }
      }
    }
  }

  private boolean canAccumulate(Step product, Step add) {
    return product.kind == Kind.PRODUCT
        && !product.accumulates
        && product.writes.get(0).rank() == 2
        && product.writes.get(0).isRowMajor()
        && !product.leftTransposed
        // more are summed in parts, and then it matters what they are added to
        && product.reads.get(0).fromLast(0) <= Blas.TERMS
        && isOnlyRead(product.writes.get(0).storage(), add);
  }

  /** The last step that reads a storage, but for one; the storage's writer if there is none. */
  private Step lastReader(Storage storage, Step but) {
    Step last = writer(storage);
    for (Step step : steps) {
      if (step != but && (step.readsFrom(storage) || step.writesTo(storage))) {
        last = step;
      }
    }
    return last;
  }

  private void rename(Storage from, Storage to) {
    for (Step step : steps) {
      step.reads.replaceAll(tensor -> renamed(tensor, from, to));
      step.writes.replaceAll(tensor -> renamed(tensor, from, to));
    }
  }

  private static Tensor renamed(Tensor tensor, Storage from, Storage to) {
    return tensor.storage() == from ? new Tensor(to, tensor.shape(), tensor.strides()) : tensor;
  }
}
