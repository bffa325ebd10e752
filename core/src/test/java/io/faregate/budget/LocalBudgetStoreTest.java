package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;

class LocalBudgetStoreTest extends BudgetStoreContract {
    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone);
    }
}
