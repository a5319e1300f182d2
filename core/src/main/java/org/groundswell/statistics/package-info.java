/**
 * What a difference between models is worth: tests, intervals and shares of spread over losses that
 * were measured already. Pure functions of numbers; runs, models and reports are not known here.
 *
 * <pre>{@code
 * // one entry a forecast, in any order: instants, authors, and the losses of two models
 * PairedLosses losses = new PairedLosses(lossOfFirst, lossOfSecond);
 * TimeBlocks days = TimeBlocks.of(millis, Duration.ofDays(1));
 *
 * DieboldMariano test = DieboldMariano.test(days, losses.differences(), labelDelay, LongRunVariance.COSINES);
 * double[] adjusted = Holm.adjusted(pValuesOfAllPairs);
 *
 * BlockSums sums = BlockSums.of(days, authors, losses.first(), losses.second(), losses.wins());
 * BlockBootstrap bootstrap = BlockBootstrap.withSeed(42);
 * Optional<Interval> skill = bootstrap.interval(sums, labelDelay, Statistic.skill(0, 1));
 * Optional<Interval> winRate = bootstrap.interval(sums, labelDelay, Statistic.mean(2));
 * }</pre>
 *
 * <p>Measured false-positive rates, coverage and sources stand in {@code docs/method.md},
 * "Statistics".
 */
package org.groundswell.statistics;
