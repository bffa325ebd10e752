/** The fare gate: hold the most a ride could cost, let it in, settle what it did cost. */
@NullMarked
package io.faregate;

import org.jspecify.annotations.NullMarked;
