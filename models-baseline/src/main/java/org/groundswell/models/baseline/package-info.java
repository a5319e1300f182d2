/**
 * The baselines that a network has to beat: last value, author median, ridge regression and boosted
 * trees. They learn from the same rows, in the same target form and through the same contract as
 * the networks.
 */
package org.groundswell.models.baseline;
