package io.faregate;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyException;
import io.faregate.policy.PolicySource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a policy that has changed where it is; a wrong one changes nothing, and is said once. Whoever asks, it is
 * read and taken over by one at a time, so that what was read last is what counts. Thread-safe.
 */
final class PolicyWatch {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final PolicySource source;
    private final Consumer<Policy> reload;
    private final AtomicBoolean looking = new AtomicBoolean();

    PolicyWatch(PolicySource source, Consumer<Policy> reload) {
        this.source = source;
        this.reload = reload;
    }

    /** Looks on a thread that may wait for a disk, one at a time. */
    void lookOn(Executor threads) {
        if (looking.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** Takes it over at once, changed or not. */
    synchronized void reread() throws IOException {
        reload.accept(source.read());
    }

    synchronized void look() {
        try {
            Optional<Policy> changed = source.changed();
            if (changed.isPresent()) {
                reload.accept(changed.get());
                LOG.info("The policy has changed, and counts from now on: {}", source);
            }
        } catch (PolicyException | IllegalArgumentException mistaken) {
            LOG.error("The policy has changed, but is wrong; the one before stays:\n{}", mistaken.getMessage());
        } catch (IOException | RuntimeException failure) {
            LOG.error("The policy has changed, but can not be read; the one before stays", failure);
        }
    }
}
