/** Which language a text is written in. */
package org.groundswell.text.language;
