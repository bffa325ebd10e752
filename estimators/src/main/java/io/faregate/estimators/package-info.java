/** Estimators beside core's: a counter of tokens, what bills teach it, and price lists of others made into tables. */
@NullMarked
package io.faregate.estimators;

import org.jspecify.annotations.NullMarked;
