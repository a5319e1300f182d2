/** The tests that every model passes: a new model module extends one class of this package. */
package org.groundswell.models.contract;
