/**
 * A faster CPU runtime for networks of DL4J and SameDiff: the definitions stay, the sums are done
 * otherwise.
 */
package org.groundswell.accelerate;
