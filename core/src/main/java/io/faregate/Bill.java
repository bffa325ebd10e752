package io.faregate;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;

/**
 * What a ride came to. Immutable.
 *
 * @param used what it used
 * @param held the most that it held
 * @param settled what it is charged
 * @param source the weakest of what says so
 * @param unpricedTier a model and the tier that a call of it got, which has no price; empty for none
 * @param isAdjusted whether the ride had expired before it ended
 * @param isAbandoned whether calls were running when it ended
 */
record Bill(
        Usage used,
        Money held,
        Money settled,
        UsageSource source,
        String unpricedTier,
        boolean isAdjusted,
        boolean isAbandoned) {}
