/**
 * What a run is asked to do: the experiment's configuration, read from YAML and overridden from the
 * command line, checked before anything is computed.
 */
package org.groundswell.experiments.config;
