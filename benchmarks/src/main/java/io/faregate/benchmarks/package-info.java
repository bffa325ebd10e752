/** What Faregate costs: programs that print ratios, and the little they share. */
@NullMarked
package io.faregate.benchmarks;

import org.jspecify.annotations.NullMarked;
