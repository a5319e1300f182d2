package org.groundswell.evaluate;

import java.time.Instant;

/**
 * One step of a walk forward. All arrays are rows of the frame in time order.
 *
 * @param number from 1
 * @param trainFrom the oldest instant a training row may have
 * @param validationStart V: training labels have matured by then
 * @param cut C: the start of the test slice; validation labels have matured by then
 * @param testEnd the end of the test slice, exclusive
 * @param train {@code t + labelDelay + gap <= V}
 * @param validation {@code V <= t} and {@code t + labelDelay + gap <= C}
 * @param refit {@code t + labelDelay + gap <= C}: what the model that forecasts is fitted on
 * @param test {@code C <= t < testEnd}, and the label matured by the end of the collection
 */
public record Fold(
    int number,
    Instant trainFrom,
    Instant validationStart,
    Instant cut,
    Instant testEnd,
    int[] train,
    int[] validation,
    int[] refit,
    int[] test) {}
