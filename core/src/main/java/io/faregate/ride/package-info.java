/** Values that every station of a ride shares: who asks, what was refused and why, and the token that stops a ride. */
@NullMarked
package io.faregate.ride;

import org.jspecify.annotations.NullMarked;
