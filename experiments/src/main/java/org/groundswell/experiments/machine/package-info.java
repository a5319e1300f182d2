/**
 * The machine a run happens on: how its native libraries are set, what is recorded of it, and how a
 * run shows where it stands.
 */
package org.groundswell.experiments.machine;
