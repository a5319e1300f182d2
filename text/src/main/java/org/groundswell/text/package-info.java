/** What the text of a post says, beyond what its surface shows. */
package org.groundswell.text;
