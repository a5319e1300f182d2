package org.groundswell.text;

/**
 * Where the vector of each text lies: an open hash table of 128 bits of a text's SHA-256 and a
 * place, 36 to 72 bytes a text.
 */
final class VectorIndex {
  private static final int FIRST_SLOTS = 1 << 10;

  /** Bits of a place that say where in a file. */
  private static final int OFFSET_BITS = 44;

  private long[] high = new long[FIRST_SLOTS];
  private long[] low = new long[FIRST_SLOTS];

  /** 0 in free slots; a vector never lies at the beginning of a file. */
  private long[] place = new long[FIRST_SLOTS];

  private int size;

  static int file(long place) {
    return (int) (place >>> OFFSET_BITS);
  }

  static long offset(long place) {
    return place & ((1L << OFFSET_BITS) - 1);
  }

  /** The place of a text's vector, 0 if there is none. */
  long get(TextKey key) {
    return place[slot(high, low, place, key.high(), key.low())];
  }

  /** Notes the place of a text's vector, instead of an earlier one. */
  void put(TextKey key, int file, long offset) {
    if (3L * size >= 2L * place.length) {
      grow();
    }
    int slot = slot(high, low, place, key.high(), key.low());
    size += place[slot] == 0 ? 1 : 0;
    high[slot] = key.high();
    low[slot] = key.low();
    place[slot] = (long) file << OFFSET_BITS | offset;
  }

  int size() {
    return size;
  }

  private static int slot(long[] high, long[] low, long[] place, long keyHigh, long keyLow) {
    int mask = place.length - 1;
    int slot = (int) keyLow & mask;
    while (place[slot] != 0 && (high[slot] != keyHigh || low[slot] != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int slots = Math.multiplyExact(place.length, 2);
    long[] newHigh = new long[slots];
    long[] newLow = new long[slots];
    long[] newPlace = new long[slots];
    for (int old = 0; old < place.length; old++) {
      if (place[old] != 0) {
        int slot = slot(newHigh, newLow, newPlace, high[old], low[old]);
        newHigh[slot] = high[old];
        newLow[slot] = low[old];
        newPlace[slot] = place[old];
      }
    }
    high = newHigh;
    low = newLow;
    place = newPlace;
  }
}
