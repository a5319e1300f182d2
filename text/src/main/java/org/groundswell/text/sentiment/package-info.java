/** How positive or negative a text is, by a lexicon and rules. */
package org.groundswell.text.sentiment;
