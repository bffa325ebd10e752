package io.faregate.servlet;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Decision.Refused;
import io.faregate.ride.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what the first guarded requests show of a wrong set-up. Thread-safe. */
final class FirstRides {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int WITHOUT_USER = 20;

    private final AtomicBoolean asyncChecked = new AtomicBoolean();
    private final AtomicInteger withoutUser = new AtomicInteger();
    private final Consumer<String> warn;
    private volatile boolean userSeen;

    FirstRides() {
        this(LOG::warn);
    }

    FirstRides(Consumer<String> warn) {
        this.warn = warn;
    }

    void saw(HttpServletRequest request, Decision decision) {
        if (decision instanceof Admitted admitted) {
            checkAsync(request);
            count(admitted.inference().caller().userId() != null);
        } else if (decision instanceof Refused refused && refused.refusal().reason() == Reason.USER_REQUIRED) {
            count(false);
        }
    }

    private void checkAsync(HttpServletRequest request) {
        if (!asyncChecked.get() && asyncChecked.compareAndSet(false, true) && !request.isAsyncSupported()) {
            warn.accept(
                    "A guarded request can not go asynchronous: this filter, or one before it, is registered without"
                            + " async support. Set <async-supported>true</async-supported>, or servlets that stream will fail.");
        }
    }

    private void count(boolean user) {
        if (user) {
            userSeen = true;
        } else if (!userSeen && withoutUser.incrementAndGet() == WITHOUT_USER) {
            warn.accept("No user was seen in the first " + WITHOUT_USER + " rides. Is this filter before the one that"
                    + " signs users in? Does callers.user name what the application sets?");
        }
    }
}
