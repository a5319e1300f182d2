package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** Says of a verdict whether its test rows were new, and what had been foretold of them. */
final class TestReads {
  private TestReads() {}

  /**
   * A verdict with that after its headline; of a comparison, for each run by its letter. Old runs
   * know nothing of it, and nothing is said.
   */
  static Verdict told(Leaderboard board, Significance significance, Verdict verdict) {
    List<String> sentences = new ArrayList<>();
    boolean compares = board.run().compares();
    for (Origin origin : board.run().origins()) {
      String of = compares ? origin.letter() + ": " : "";
      origin.looks().ifPresent(looks -> sentences.add(of + looks.sentence()));
      if (!compares) {
        origin
            .hypothesis()
            .ifPresent(seal -> sentences.add(seal.sentence(board, significance.losses())));
      }
    }
    sentences.addAll(verdict.sentences());
    return new Verdict(verdict.headline(), sentences, verdict.further(), verdict.warnings());
  }
}
