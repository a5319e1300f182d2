package org.groundswell.models.baseline;

/** The configuration of a model that has nothing to set. */
public record NoSettings() {}
