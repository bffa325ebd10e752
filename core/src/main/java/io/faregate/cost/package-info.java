/** What a ride uses and what that costs: units, usage, money, prices and estimates. */
@NullMarked
package io.faregate.cost;

import org.jspecify.annotations.NullMarked;
