package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** INTERIM: one lock, plain maps; replaced by the entry-per-subject store. */
final class LocalBudgetStore implements BudgetStore {
    private final Ticker ticker;
    private final ZoneId zone;
    private final Map<String, Account> accounts = new HashMap<>();

    private static final class Account {
        long held;
        long spent;
        double level;
        long at;
    }

    private static final class Local extends Reservation {
        final List<Account> accounts = new ArrayList<>();
        final List<Long> holds = new ArrayList<>();

        Local(List<Charge> charges) {
            super(charges);
        }

        boolean to(State from, State to) {
            return move(from, to);
        }
    }

    LocalBudgetStore(Ticker ticker, ZoneId zone) {
        this.ticker = ticker;
        this.zone = zone;
    }

    private ZonedDateTime start(Window.Period period) {
        ZonedDateTime now = ticker.now().atZone(zone);
        return switch (period) {
            case MINUTE -> now.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> now.truncatedTo(ChronoUnit.HOURS);
            case DAY -> now.toLocalDate().atStartOfDay(zone);
            case WEEK -> now.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay(zone);
            case MONTH -> now.toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
        };
    }

    private @Nullable Instant end(Window window) {
        if (window instanceof Window.Calendar calendar) {
            ZonedDateTime start = start(calendar.every());
            return switch (calendar.every()) {
                case MINUTE -> start.plusMinutes(1).toInstant();
                case HOUR -> start.plusHours(1).toInstant();
                case DAY -> start.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
                case WEEK -> start.toLocalDate().plusWeeks(1).atStartOfDay(zone).toInstant();
                case MONTH -> start.toLocalDate().plusMonths(1).atStartOfDay(zone).toInstant();
            };
        }
        return null;
    }

    private Account account(Charge charge) {
        String key = charge.limit().id() + "\n" + charge.subject();
        if (charge.limit().window() instanceof Window.Calendar calendar) {
            key += "\n" + start(calendar.every()).toInstant();
        }
        Account account = accounts.computeIfAbsent(key, absent -> new Account());
        if (charge.limit().window() instanceof Window.Rolling rolling) {
            long now = ticker.nanoTime();
            double refill = (double) charge.amount() * (now - account.at) / rolling.length().toNanos();
            account.level = account.at == 0 ? 0 : Math.max(0, account.level - refill);
            account.at = now;
        }
        return account;
    }

    private static long used(Charge charge, Account account) {
        return charge.limit().window() instanceof Window.Rolling ? (long) Math.ceil(account.level) : account.held + account.spent;
    }

    @Override
    public synchronized Held reserve(List<Charge> charges) {
        Charge wouldRefuse = null;
        for (Charge charge : charges) {
            Account account = account(charge);
            if (used(charge, account) + charge.hold() > charge.amount() && charge.hold() > 0) {
                if (charge.limit().mode() == Mode.ENFORCE) {
                    return new Held.Denied(charge, wait(charge, account, charge.hold()));
                }
                wouldRefuse = wouldRefuse == null ? charge : wouldRefuse;
            }
        }
        Local reservation = new Local(charges);
        for (Charge charge : charges) {
            Account account = account(charge);
            account.held += charge.hold();
            account.level += charge.hold();
            reservation.accounts.add(account);
            reservation.holds.add(charge.hold());
        }
        return new Held.Reserved(reservation, wouldRefuse);
    }

    private @Nullable Duration wait(Charge charge, Account account, long hold) {
        if (hold > charge.amount()) {
            return null;
        }
        Instant end = end(charge.limit().window());
        if (end != null) {
            return Duration.between(ticker.now(), end);
        }
        if (charge.limit().window() instanceof Window.Rolling rolling) {
            double over = account.level + hold - charge.amount();
            return Duration.ofNanos((long) Math.ceil(over / charge.amount() * rolling.length().toNanos()));
        }
        return null;
    }

    @Override
    public synchronized Held topUp(Reservation reservation, ToLongFunction<Charge> more) {
        Local local = (Local) reservation;
        for (int i = 0; i < local.charges().size(); i++) {
            Charge charge = local.charges().get(i);
            long extra = more.applyAsLong(charge);
            Account account = local.accounts.get(i);
            if (extra > 0 && charge.limit().mode() == Mode.ENFORCE && used(charge, account) + extra > charge.amount()) {
                return new Held.Denied(charge, wait(charge, account, extra));
            }
        }
        for (int i = 0; i < local.charges().size(); i++) {
            long extra = more.applyAsLong(local.charges().get(i));
            local.accounts.get(i).held += extra;
            local.accounts.get(i).level += extra;
            local.holds.set(i, local.holds.get(i) + extra);
        }
        return new Held.Reserved(reservation, null);
    }

    @Override
    public synchronized boolean settle(Reservation reservation, Reservation.State ending, ToLongFunction<Charge> used) {
        Local local = (Local) reservation;
        boolean late = !local.to(Reservation.State.OPEN, ending);
        if (late && (ending != Reservation.State.SETTLED || !local.to(Reservation.State.EXPIRED, Reservation.State.ADJUSTED))) {
            return false;
        }
        for (int i = 0; i < local.charges().size(); i++) {
            Charge charge = local.charges().get(i);
            Account account = local.accounts.get(i);
            long actual = charge.limit().measure().equals(Measure.CONCURRENT) ? 0 : used.applyAsLong(charge);
            long before = local.holds.get(i);
            if (late) {
                account.spent += actual - before;
            } else {
                account.held -= before;
                account.spent += actual;
            }
            account.level = Math.max(0, account.level + actual - before);
            local.holds.set(i, actual);
        }
        return true;
    }

    @Override
    public synchronized Balance balance(Charge charge) {
        Account account = account(charge);
        if (charge.limit().window() instanceof Window.Rolling) {
            return new Balance(charge.limit(), charge.amount(), 0, used(charge, account), ticker.now());
        }
        return new Balance(charge.limit(), charge.amount(), account.held, account.spent, end(charge.limit().window()));
    }
}
