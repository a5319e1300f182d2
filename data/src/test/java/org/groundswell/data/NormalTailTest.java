package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.special.Erf;

class NormalTailTest {
  @Property
  void atLeast_againstTheErrorFunction_agrees(@ForAll @DoubleRange(min = -12, max = 12) double z) {
    assertThat(NormalTail.atLeast(z)).isCloseTo(Erf.erfc(z / Math.sqrt(2)) / 2, within(1e-15));
  }
}
