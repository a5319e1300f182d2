package org.groundswell.frame;

/**
 * The one way to make as-of values: walks each group in time order and tells, before each row,
 * which rows have become visible to it. Who computes only from what it is told can't look ahead.
 */
public interface AsOfScan {

  /** A new group begins; forget the last one. */
  void startGroup(int group);

  /** The row's targets are known from here on. Called once a row at most, oldest first. */
  void becameVisible(int row);

  /** All rows visible to this one have been told. */
  void at(int row);

  /** Runs a scan over a frame in O(rows). */
  static void run(Frame frame, AsOfScan scan) {
    for (int group = 0; group < frame.groups().size(); group++) {
      scan.startGroup(group);
      int told = 0;
      for (int k = 0; k < frame.groupSize(group); k++) {
        int row = frame.groupRow(group, k);
        for (; told < frame.visibleCount(row); told++) {
          scan.becameVisible(frame.groupRow(group, told));
        }
        scan.at(row);
      }
    }
  }
}
