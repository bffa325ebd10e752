package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Measure;
import io.faregate.control.Target;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The switch is turned while rides are let in. */
final class SwitchRacesTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final int THREADS = 8;
    private static final int RIDES = 25;

    @Test
    void afterABlockNothingOfItsTargetRunsOrIsLetIn() throws Exception {
        for (Target target : List.of(Target.user("alice"), Target.everything(), Target.model("mini"))) {
            for (int round = 0; round < 20; round++) {
                race(target);
            }
        }
    }

    private static void race(Target target) throws Exception {
        Queue<Inference> admitted = new ConcurrentLinkedQueue<>();
        Queue<Inference> late = new ConcurrentLinkedQueue<>();
        AtomicBoolean blocked = new AtomicBoolean();
        CyclicBarrier start = new CyclicBarrier(THREADS + 1);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (TestGate gate = new TestGate().perDay(Measure.COST, 1_000_000_000_000L)) {
            gate.faregate();
            List<Future<?>> asking = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        for (int ride = 0; ride < RIDES; ride++) {
                            boolean isLate = blocked.get();
                            if (gate.ask(HELLO) instanceof Decision.Admitted in) {
                                (isLate ? late : admitted).add(in.inference());
                            }
                        }
                        return null;
                    }))
                    .toList();
            start.await(10, TimeUnit.SECONDS);
            gate.faregate().killSwitch().block(target, "x", "ops");
            blocked.set(true);
            for (Future<?> each : asking) {
                each.get(30, TimeUnit.SECONDS);
            }

            assertThat(late).isEmpty();
            assertThat(admitted)
                    .allSatisfy(ride -> assertThat(ride.cancellation().reason()).contains(CancelReason.KILLED));
            admitted.forEach(Inference::close);
            assertThat(gate.faregate().rides()).isZero();
            assertThat(gate.faregate()
                            .balance(new Caller("alice", "alice", "free", "127.0.0.1", Map.of()))
                            .get(0)
                            .held())
                    .isZero();
        } finally {
            threads.shutdownNow();
        }
    }
}
