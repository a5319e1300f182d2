/**
 * Losses over several targets with missing labels, each stated once and usable on its own: in plain
 * Java, in SameDiff and in DL4J.
 *
 * <pre>{@code
 * Loss loss = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
 *
 * // two rows of one target at three levels; the second label is missing, so it weighs nothing
 * double[] forecast = {1, 2, 4, 0, 0, 0};
 * double[] target = {3, 0};
 * double[] weight = {1, 0};
 * double value = loss.value(forecast, target, weight);
 * double[] gradient = loss.gradient(forecast, target, weight);
 *
 * // the same as a scalar of a SameDiff graph
 * SDVariable scalar = loss.express(graph, forecasts, targets, weights, 1);
 *
 * // and as the loss function of a DL4J output layer, NaN being a missing label
 * new OutputLayer.Builder(Dl4jLoss.of(loss, 1))
 *     .nIn(50).nOut(loss.levels().size()).activation(Activation.IDENTITY).build();
 * }</pre>
 */
package org.groundswell.loss;
