package io.faregate.control;

import io.faregate.ride.Ticker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's console at the platform's MBean server. A platform that refuses it is told once in the log, and nothing
 * else changes. Thread-safe; close it with its Faregate, or the server keeps the application's classes.
 */
public final class Console implements FaregateMXBean, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final String AUTHOR = "jmx";
    private static final int MOST_OF_A_NAME = 100;
    private static final int LONGEST_MINUTES = 366 * 24 * 60;

    private final KillSwitch killSwitch;
    private final Ticker ticker;
    private final Operable faregate;
    private @Nullable ObjectName name;

    private Console(KillSwitch killSwitch, Ticker ticker, Operable faregate) {
        this.killSwitch = killSwitch;
        this.ticker = ticker;
        this.faregate = faregate;
    }

    /**
     * Opens a console as {@code io.faregate:type=Faregate,name=...}; a name that is taken gets a number.
     *
     * @param name what tells this Faregate from others of the same server
     * @param killSwitch what it turns
     * @param ticker the clock
     * @param faregate what it asks
     * @return a console that must be closed
     */
    public static Console open(String name, KillSwitch killSwitch, Ticker ticker, Operable faregate) {
        Console console = new Console(killSwitch, ticker, faregate);
        try {
            console.register(name, ManagementFactory.getPlatformMBeanServer());
        } catch (JMException | JMRuntimeException | SecurityException | LinkageError refused) {
            LOG.warn("There is no console in JMX: {}", refused.toString());
        }
        return console;
    }

    private synchronized void register(String wanted, MBeanServer server) throws JMException {
        for (int i = 1; name == null && i <= MOST_OF_A_NAME; i++) {
            ObjectName next = objectName(i == 1 ? wanted : wanted + "-" + i);
            try {
                name = server.registerMBean(this, next).getObjectName();
            } catch (InstanceAlreadyExistsException taken) {
                LOG.debug("There is a console {} already", next);
            }
        }
        if (name == null) {
            LOG.warn("There is no console in JMX: {} of this name are there already", MOST_OF_A_NAME);
        }
    }

    private static ObjectName objectName(String name) throws JMException {
        boolean isPlain = name.matches("[\\w./ -]+");
        return new ObjectName("io.faregate:type=Faregate,name=" + (isPlain ? name : ObjectName.quote(name)));
    }

    /**
     * Where it is.
     *
     * @return its object name; null when the platform refused it, or it is closed
     */
    public synchronized @Nullable ObjectName objectName() {
        return name;
    }

    /** Takes the console away; nothing happens when it is gone. */
    @Override
    public synchronized void close() {
        ObjectName registered = name;
        name = null;
        if (registered == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
        } catch (InstanceNotFoundException gone) {
            LOG.debug("The console {} is gone already", registered);
        } catch (JMException | JMRuntimeException | SecurityException refused) {
            LOG.warn("The console could not be taken away: {}", refused.toString());
        }
    }

    @Override
    public int getRunningRides() {
        return faregate.runningRides();
    }

    @Override
    public String[] getOverrides() {
        return killSwitch.overrides().stream().map(RuntimeOverride::toString).toArray(String[]::new);
    }

    @Override
    public String block(@Nullable String kind, @Nullable String value, @Nullable String reason, int minutes) {
        Target target = target(kind, value);
        Instant end = end(minutes);
        if (end == null) {
            killSwitch.block(target, said(reason), AUTHOR);
        } else {
            killSwitch.block(target, said(reason), AUTHOR, end);
        }
        return "blocked " + target + words(end) + unknown(target);
    }

    /** A console may leave out what is empty. */
    private static String said(@Nullable String argument) {
        return argument == null ? "" : argument.strip();
    }

    private static Target target(@Nullable String kind, @Nullable String value) {
        return Target.of(said(kind), said(value));
    }

    /** It may come with the next policy; but a name that is mistyped stops nobody. */
    private String unknown(Target target) {
        return faregate.isKnown(target)
                ? ""
                : "; but the policy has no such " + target.kind().key() + " now";
    }

    @Override
    public String downgrade(
            @Nullable String kind,
            @Nullable String value,
            @Nullable String model,
            @Nullable String reason,
            int minutes) {
        Target target = target(kind, value);
        if (!faregate.isPriced(said(model))) {
            throw new IllegalArgumentException("the model '" + said(model) + "' has no price");
        }
        Restriction restriction = Restriction.NONE.model(said(model));
        Instant end = end(minutes);
        if (end == null) {
            killSwitch.downgrade(target, restriction, said(reason), AUTHOR);
        } else {
            killSwitch.downgrade(target, restriction, said(reason), AUTHOR, end);
        }
        return "downgraded " + target + " to " + restriction.model() + words(end) + unknown(target);
    }

    private @Nullable Instant end(int minutes) {
        if (minutes < 0 || minutes > LONGEST_MINUTES) {
            throw new IllegalArgumentException(
                    minutes + " minutes, not 0 (until it is lifted) to " + LONGEST_MINUTES + " (a year)");
        }
        return minutes == 0 ? null : ticker.now().plus(Duration.ofMinutes(minutes));
    }

    private static String words(@Nullable Instant end) {
        return end == null ? " until it is lifted" : " until " + end;
    }

    @Override
    public String lift(@Nullable String kind, @Nullable String value) {
        Target target = target(kind, value);
        return killSwitch.lift(target) ? "lifted " + target : "nothing was there for " + target;
    }

    @Override
    public String[] balance(@Nullable String userId, @Nullable String plan) {
        if (said(userId).isEmpty()) {
            throw new IllegalArgumentException("which user?");
        }
        return faregate.balance(said(userId), said(plan)).toArray(String[]::new);
    }

    @Override
    public String reload() {
        return faregate.reload();
    }
}
