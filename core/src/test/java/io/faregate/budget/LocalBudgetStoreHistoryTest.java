package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;

class LocalBudgetStoreHistoryTest extends BudgetStoreHistory {
    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone);
    }
}
