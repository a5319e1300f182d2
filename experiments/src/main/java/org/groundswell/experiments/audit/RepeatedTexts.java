package org.groundswell.experiments.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * Test rows whose text stands among the rows fitted on, word for word or nearly: a model may have
 * learned such a post by heart. No leak by itself, since the earlier post was known in time.
 *
 * @param rows test rows of all folds whose text is long enough to be told from others
 * @param exact of these, how many have the normal form of a text fitted on
 * @param near how many more share at least {@value #ALIKE} of {@value TextPrint#MINIMA} minima with
 *     one
 * @param shortTexts test rows whose text is too short
 * @param repeated the rows of the frame that are exact or near
 */
record RepeatedTexts(int rows, int exact, int near, int shortTexts, @JsonIgnore BitSet repeated) {
  static final String NAME = "repeated texts";
  private static final String CHECK = "few test texts stand among those fitted on";

  /** Equal minima from which texts are near: about 0.8 of their shingles in common. */
  private static final int ALIKE = 13;

  private static final double MOST = 0.05;
  private static final int NAMED = 5;

  static RepeatedTexts of(TextPrints prints, Frame frame, List<Fold> folds) {
    TextPrint[] of = prints.of(frame);
    BitSet repeated = new BitSet(frame.rows());
    int rows = 0;
    int exact = 0;
    int near = 0;
    int shortTexts = 0;
    for (Fold fold : folds) {
      Fitted fitted = new Fitted(of, fold.refit());
      for (int row : fold.test()) {
        if (of[row].hash() == 0) {
          shortTexts++;
          continue;
        }
        rows++;
        if (fitted.hashes.contains(of[row].hash())) {
          exact++;
          repeated.set(row);
        } else if (fitted.hasNear(of[row])) {
          near++;
          repeated.set(row);
        }
      }
    }
    return new RepeatedTexts(rows, exact, near, shortTexts, repeated);
  }

  /** The rows fitted on, by what their prints are found by; linear in their number. */
  private static final class Fitted {
    private final Set<Long> hashes = new HashSet<>();
    private final List<Map<Integer, TextPrint>> bands = new ArrayList<>();

    Fitted(TextPrint[] prints, int[] rows) {
      for (int band = 0; band < 4; band++) {
        bands.add(new HashMap<>());
      }
      for (int row : rows) {
        // of equal texts one will do
        if (prints[row].hash() != 0 && hashes.add(prints[row].hash())) {
          for (int band = 0; band < 4; band++) {
            bands.get(band).putIfAbsent(key(prints[row], band), prints[row]);
          }
        }
      }
    }

    /** A band is four minima; near texts agree in one of four bands almost surely. */
    private static int key(TextPrint print, int band) {
      long half = band < 2 ? print.signature() : print.more();
      return (int) (band % 2 == 0 ? half : half >>> 32);
    }

    boolean hasNear(TextPrint print) {
      for (int band = 0; band < 4; band++) {
        TextPrint other = bands.get(band).get(key(print, band));
        if (other != null
            && TextPrint.common(print.signature(), print.more(), other.signature(), other.more())
                >= ALIKE) {
          return true;
        }
      }
      return false;
    }
  }

  /** Of the test rows with a text, those that are repeated. */
  double share() {
    return rows == 0 ? 0 : (exact + near) / (double) rows;
  }

  Finding finding(Frame frame) {
    if (rows == 0) {
      return Finding.skipped(NAME, 0, CHECK, "no test row has a text of 20 letters");
    }
    List<String> ids =
        repeated.stream().limit(NAMED).mapToObj(row -> "'" + frame.id(row) + "'").toList();
    String evidence =
        String.format(
            Locale.ROOT,
            "%d of %d test rows (%.1f %%) repeat a text fitted on, %d word for word, %d nearly%s; %d shorter texts not compared; noted above %.0f %%",
            exact + near,
            rows,
            100 * share(),
            exact,
            near,
            ids.isEmpty() ? "" : ": " + String.join(", ", ids) + (exact + near > NAMED ? " …" : ""),
            shortTexts,
            100 * MOST);
    return share() > MOST
        ? Finding.warning(NAME, 0, CHECK, evidence)
        : Finding.of(NAME, 0, CHECK, true, evidence);
  }
}
