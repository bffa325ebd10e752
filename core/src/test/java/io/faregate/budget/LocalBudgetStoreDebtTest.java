package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;

class LocalBudgetStoreDebtTest extends BudgetStoreDebtContract {
    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone);
    }
}
