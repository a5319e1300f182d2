/** Labels that texts get by what labelled examples are like: emotions, topics, one's own. */
package org.groundswell.text.label;
