package org.groundswell.window;

import java.util.Arrays;

/**
 * Numbers keys by their first appearance, in O(1) each: a hash table with open addressing that is
 * used again and again. Any int is a key but {@link Integer#MIN_VALUE}.
 */
final class RowPlaces {
  private static final int EMPTY = Integer.MIN_VALUE;

  /** 2³² over the golden ratio: spreads neighbouring rows. */
  private static final int SPREAD = 0x9E3779B9;

  private int[] slots = new int[0];
  private int[] places = new int[0];
  private int[] keys = new int[0];
  private int shift;
  private int size;

  /**
   * Forgets all keys.
   *
   * @param most how many there may be from here on
   */
  void clear(int most) {
    size = 0;
    if (keys.length < most) {
      keys = new int[most];
      int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, most));
      shift = 32 - bits;
      slots = new int[1 << bits];
      places = new int[1 << bits];
    }
    Arrays.fill(slots, EMPTY);
  }

  /** The number of a key, the next one if it is new. */
  int of(int key) {
    int slot = (key * SPREAD) >>> shift;
    while (slots[slot] != EMPTY) {
      if (slots[slot] == key) {
        return places[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = key;
    places[slot] = size;
    keys[size] = key;
    return size++;
  }

  int size() {
    return size;
  }

  /** The key of a number. */
  int key(int place) {
    return keys[place];
  }
}
