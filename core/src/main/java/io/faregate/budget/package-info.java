/** Limits, the accounts and buckets behind them, and reservations that end exactly once. */
@NullMarked
package io.faregate.budget;

import org.jspecify.annotations.NullMarked;
