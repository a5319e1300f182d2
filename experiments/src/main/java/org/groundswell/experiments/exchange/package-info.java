/** Frames, folds and forecasts as files that Python reads and writes: Parquet and NumPy. */
package org.groundswell.experiments.exchange;
