/** Brings the text of a post into the form a reader of words expects. */
package org.groundswell.text.prepare;
