/** A Transformer encoder on SameDiff. */
package org.groundswell.models.transformer;
