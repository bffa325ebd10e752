package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;

class LocalBudgetStoreTimeTest extends BudgetStoreTimeContract {
    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone);
    }
}
