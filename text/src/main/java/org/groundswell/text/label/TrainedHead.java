package org.groundswell.text.label;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.groundswell.text.Sha256;
import org.groundswell.text.TextClassifier;
import org.groundswell.text.TextEncoder;

/**
 * Scores labels by a multinomial logistic regression on a text's unit vector, fitted to labelled
 * texts of one's own: made for some hundred to some thousand of them.
 *
 * <p>Its {@linkplain #evaluation evaluation} is a cross-validation of the whole procedure: five
 * folds over distinct texts, and within each training part the penalty that does best on a fifth of
 * it. The head itself is fitted in the same way to all texts. What was labelled by machine, or
 * resembles the posts only in part, is not found out by that.
 */
public final class TrainedHead implements TextClassifier {
  /** How many texts a label needs at least. */
  public static final int FEWEST_TEXTS = 10;

  private static final int FOLDS = 5;
  private static final double[] PENALTIES = {1e-4, 1e-3, 1e-2};

  private final String name;
  private final TextEncoder encoder;
  private final LabelledTexts texts;
  private final long seed;
  private final MultinomialRegression regression;
  private final HeadEvaluation evaluation;

  private TrainedHead(
      String name,
      TextEncoder encoder,
      LabelledTexts texts,
      long seed,
      MultinomialRegression regression,
      HeadEvaluation evaluation) {
    this.name = name;
    this.encoder = encoder;
    this.texts = texts;
    this.seed = seed;
    this.regression = regression;
    this.evaluation = evaluation;
  }

  /**
   * Fits and evaluates a head.
   *
   * @param name what a report calls it, such as {@code sentiment}
   * @param encoder of which a text's vector is taken; it stays the caller's to close
   * @param seed of the folds
   * @throws LabelledTextsException if a label has fewer than {@value #FEWEST_TEXTS} distinct texts
   */
  public static TrainedHead train(
      String name, TextEncoder encoder, LabelledTexts texts, long seed) {
    Sample sample = new Sample(encoder, texts, seed);
    int[] truth = sample.labels;
    int[] predicted = new int[truth.length];
    for (int fold = 0; fold < FOLDS; fold++) {
      MultinomialRegression regression = sample.fit(sample.rows(sample.folds, fold, false));
      for (int row : sample.rows(sample.folds, fold, true)) {
        predicted[row] = regression.likeliest(sample.units[row]);
      }
    }
    int[] all = IntStream.range(0, truth.length).toArray();
    return new TrainedHead(
        name,
        encoder,
        texts,
        seed,
        sample.fit(all),
        HeadEvaluation.of(texts.labels(), truth, predicted, seed));
  }

  /** How well it does on texts held out. */
  public HeadEvaluation evaluation() {
    return evaluation;
  }

  @Override
  public String name() {
    return "%s by a head on %s".formatted(name, encoder.name());
  }

  @Override
  public String fingerprint() {
    return Sha256.of(
        "head 1, seed %d\n%s\n%s".formatted(seed, encoder.fingerprint(), texts.fingerprint()));
  }

  @Override
  public String normalised(String text) {
    return encoder.normalised(text);
  }

  @Override
  public List<String> labels() {
    return texts.labels();
  }

  /** Chances that add up to 1. */
  @Override
  public float[][] encode(List<String> posts) {
    float[][] vectors = encoder.encode(posts);
    float[][] chances = new float[vectors.length][labels().size()];
    for (int k = 0; k < vectors.length; k++) {
      double[] of = regression.chances(unit(vectors[k]));
      for (int label = 0; label < of.length; label++) {
        chances[k][label] = (float) of[label];
      }
    }
    return chances;
  }

  /** Does nothing: the encoder is its owner's. */
  @Override
  public void close() {}

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float[] unit = vector.clone();
    for (int d = 0; squares > 0 && d < unit.length; d++) {
      unit[d] = (float) (unit[d] / Math.sqrt(squares));
    }
    return unit;
  }

  /** The labelled texts as numbers; a text that comes twice is in one fold. */
  private static final class Sample {
    final float[][] units;
    final int[] labels;
    final int labelCount;

    /** The fold a row is held out in. */
    final int[] folds;

    /** The fold of a second, independent division, the first of which chooses a penalty. */
    final int[] innerFolds;

    Sample(TextEncoder encoder, LabelledTexts texts, long seed) {
      float[][] vectors = encoder.encode(texts.texts());
      units = new float[vectors.length][];
      labels = new int[vectors.length];
      labelCount = texts.labels().size();
      List<List<String>> distinct = new ArrayList<>();
      for (int label = 0; label < labelCount; label++) {
        distinct.add(new ArrayList<>());
      }
      Map<String, Integer> seen = new HashMap<>();
      String[] forms = new String[vectors.length];
      for (int row = 0; row < units.length; row++) {
        LabelledTexts.Example example = texts.examples().get(row);
        units[row] = unit(vectors[row]);
        labels[row] = example.label();
        forms[row] = encoder.normalised(example.text());
        if (seen.putIfAbsent(forms[row], row) == null) {
          distinct.get(example.label()).add(forms[row]);
        }
      }
      for (int label = 0; label < labelCount; label++) {
        if (distinct.get(label).size() < FEWEST_TEXTS) {
          throw new LabelledTextsException(
              "label '%s' has %d distinct texts, a head needs %d of each. Add some or leave the label out."
                  .formatted(texts.labels().get(label), distinct.get(label).size(), FEWEST_TEXTS));
        }
      }
      folds = divide(forms, distinct, new Random(seed));
      innerFolds = divide(forms, distinct, new Random(~seed));
    }

    /** Deals the texts of each label out to folds in turn. */
    private static int[] divide(String[] forms, List<List<String>> distinct, Random random) {
      Map<String, Integer> foldOf = new HashMap<>();
      int next = 0;
      for (List<String> ofLabel : distinct) {
        Collections.shuffle(ofLabel, random);
        for (String form : ofLabel) {
          foldOf.put(form, next++ % FOLDS);
        }
      }
      int[] folds = new int[forms.length];
      for (int row = 0; row < folds.length; row++) {
        folds[row] = foldOf.get(forms[row]);
      }
      return folds;
    }

    /** The rows in a fold, or those outside it. */
    int[] rows(int[] division, int fold, boolean inside) {
      return IntStream.range(0, division.length)
          .filter(row -> (division[row] == fold) == inside)
          .toArray();
    }

    /** Fits to rows, with the penalty that does best on a fifth of them. */
    MultinomialRegression fit(int[] rows) {
      int[] fitted = IntStream.of(rows).filter(row -> innerFolds[row] != 0).toArray();
      int[] held = IntStream.of(rows).filter(row -> innerFolds[row] == 0).toArray();
      double best = PENALTIES[0];
      double least = Double.POSITIVE_INFINITY;
      for (double penalty : PENALTIES) {
        double loss = fit(fitted, penalty).loss(units, labels, held);
        if (loss < least) {
          least = loss;
          best = penalty;
        }
      }
      return fit(rows, best);
    }

    private MultinomialRegression fit(int[] rows, double penalty) {
      return MultinomialRegression.fit(units, labels, rows, labelCount, penalty);
    }
  }
}
