package org.groundswell.models.baseline;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Grows the trees of one target and level, one a round.
 *
 * <p>Speaks to LightGBM's C interface itself, since {@code LGBMBooster.saveModelToString} of this
 * version never frees the text it copies (LightGBM issue 6922), and only that class holds the
 * handle which saving to a file needs.
 */
final class TreeGrower implements AutoCloseable {
  private static final int TRAINING = 0;
  private static final int VALIDATION = 1;
  private static final int IMPORTANCE_GAIN = 1;

  private final TreeData data;
  private final SWIGTYPE_p_p_void pointer;
  private final SWIGTYPE_p_void booster;
  private final SWIGTYPE_p_int count;
  private final SWIGTYPE_p_double metric;
  private boolean exhausted;

  TreeGrower(TreeData data, String parameters) throws LGBMException {
    this.data = data;
    pointer = lightgbmlib.new_voidpp();
    try {
      check(lightgbmlib.LGBM_BoosterCreate(data.training().handle, parameters, pointer));
    } catch (LGBMException e) {
      lightgbmlib.delete_voidpp(pointer);
      throw e;
    }
    booster = lightgbmlib.voidpp_value(pointer);
    count = lightgbmlib.new_intp();
    metric = lightgbmlib.new_doubleArray(1);
    try {
      if (data.validation().isPresent()) {
        check(lightgbmlib.LGBM_BoosterAddValidData(booster, data.validation().get().handle));
      }
    } catch (LGBMException e) {
      close();
      throw e;
    }
  }

  private static void check(int result) throws LGBMException {
    if (result != 0) {
      throw new LGBMException(lightgbmlib.LGBM_GetLastError());
    }
  }

  int target() {
    return data.target();
  }

  boolean hasValidation() {
    return data.validation().isPresent();
  }

  /**
   * Adds a tree. Once no leaf can be split any more nothing is added, in later rounds neither, so
   * that a number of rounds always stands for the same trees.
   */
  void grow() throws LGBMException {
    if (!exhausted) {
      check(lightgbmlib.LGBM_BoosterUpdateOneIter(booster, count));
      exhausted = lightgbmlib.intp_value(count) == 1;
    }
  }

  /** The mean loss of the level over training rows. */
  double trainingLoss() throws LGBMException {
    return loss(TRAINING);
  }

  /** The mean loss of the level over validation rows. */
  double validationLoss() throws LGBMException {
    return loss(VALIDATION);
  }

  private double loss(int set) throws LGBMException {
    check(lightgbmlib.LGBM_BoosterGetEval(booster, set, count, metric));
    return lightgbmlib.doubleArray_getitem(metric, 0);
  }

  /** The trees of the first rounds, as LightGBM's own text. */
  String text(int rounds) throws LGBMException, IOException {
    Path file = Files.createTempFile("groundswell-trees", ".txt");
    try {
      check(
          lightgbmlib.LGBM_BoosterSaveModel(booster, 0, rounds, IMPORTANCE_GAIN, file.toString()));
      return Files.readString(file);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    lightgbmlib.LGBM_BoosterFree(booster);
    lightgbmlib.delete_voidpp(pointer);
    lightgbmlib.delete_intp(count);
    lightgbmlib.delete_doubleArray(metric);
  }
}
