/** Measures Groundswell's speed and memory beside others. No part of the product. */
package org.groundswell.benchmarks;
