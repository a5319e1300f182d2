package org.groundswell.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Codes of categories by first appearance in time order, so that what comes later changes no code.
 * A file need not be in this order: values get provisional codes as they are read.
 */
final class Categories {
  private final Map<String, Integer> provisional = new HashMap<>();
  private final List<String> values = new ArrayList<>();
  private final Map<Integer, Integer> codes = new HashMap<>();
  private final List<String> inTimeOrder = new ArrayList<>();

  /** The provisional code of a value. */
  int read(String value) {
    return provisional.computeIfAbsent(
        value,
        any -> {
          values.add(value);
          return values.size() - 1;
        });
  }

  /** The code that a provisional one stands for; ask in time order. */
  int code(int read) {
    return codes.computeIfAbsent(
        read,
        any -> {
          inTimeOrder.add(values.get(read));
          return inTimeOrder.size() - 1;
        });
  }

  /** The values by code. */
  List<String> names() {
    return List.copyOf(inTimeOrder);
  }
}
