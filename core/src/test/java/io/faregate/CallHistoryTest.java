package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Measure;
import io.faregate.cost.Unit;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that begin, are answered, stream, break and end in any order are each charged once, and as they should be. */
@Timeout(120)
final class CallHistoryTest {
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final URI PROVIDER = URI.create("http://127.0.0.1:1/v1/chat/completions");
    private static final byte[] STREAM =
            bytes("{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    /** Eighty bytes: ten tokens at least. */
    private static final byte[] TEXT =
            bytes("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}\n\n");

    private static final byte[] USAGE =
            bytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34}}\n\n");

    private final TestGate gate = new TestGate()
            .perDay(Measure.COST, 1_000_000_000_000L)
            .cap(Capped.OUTPUT_TOKENS, 100, 100)
            .cap(Capped.STEPS, 8, 8);
    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private long spent;

    @AfterEach
    void close() {
        threads.shutdownNow();
        gate.close();
    }

    /** A call, and what of it must be charged by what has happened so far. */
    private static final class Played {
        private final ProviderCall call;
        private long held = 100;
        private long delivered;
        private boolean isUsageSeen;
        private boolean isAnswered;
        private boolean isOver;
        private long charged = -1;

        Played(Inference ride) {
            call = ProviderCall.begin(ride, PROVIDER, STREAM);
        }

        void act(Random random) throws IOException {
            switch (random.nextInt(10)) {
                case 0 -> answer(random.nextInt(4) == 0 ? 500 : 200);
                case 1 -> {
                    call.neverSent();
                    charge(0);
                }
                case 2 -> {
                    call.complete(OutputStream.nullOutputStream());
                    charge(worth());
                }
                case 3 -> {
                    call.ended();
                    charge(worth());
                }
                case 4 -> pass(USAGE);
                default -> pass(TEXT);
            }
        }

        private void answer(int status) {
            if (!isAnswered) {
                isAnswered = true;
                call.responded(status, status == 200 ? "text/event-stream" : "application/json");
                if (status >= 400) {
                    charge(0);
                }
            }
        }

        private void pass(byte[] event) throws IOException {
            answer(200);
            if (isOver || isUsageSeen || charged == 0) {
                return;
            }
            boolean goesOn = call.pass(event, 0, event.length, OutputStream.nullOutputStream());
            isUsageSeen = event == USAGE;
            delivered += isUsageSeen ? 0 : 80;
            while (charged < 0 && !isOver && delivered >= 8 * held) {
                isOver = held >= 200;
                held += isOver ? 0 : 25;
            }
            if (charged < 0) {
                assertThat(goesOn).isEqualTo(!isOver);
            }
        }

        private long worth() {
            return isUsageSeen ? 34 : delivered > 0 ? Math.min(held, delivered) : held;
        }

        private void charge(long output) {
            charged = charged < 0 ? output : charged;
        }
    }

    @Test
    void eachCallIsChargedByTheFirstThatEndsIt() throws IOException {
        for (long seed = 0; seed < 1_500; seed++) {
            Random random = new Random(seed);
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
            List<Played> calls = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                calls.add(new Played(ride));
            }
            for (int i = random.nextInt(60); i > 0; i--) {
                calls.get(random.nextInt(calls.size())).act(random);
            }
            if (random.nextInt(4) == 0) {
                ride.cancellation().cancel(CancelReason.CLIENT_GONE);
            }
            ride.close();
            calls.forEach(played -> played.charge(played.worth()));

            UsageRecord record = record(ride, seed);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS))
                    .as("seed %s", seed)
                    .isEqualTo(
                            calls.stream().mapToLong(played -> played.charged).sum());
            assertThat(record.costs().settled())
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(record.costs().held());
        }
    }

    /** The same on three threads, where nobody can say who is first: bounds, and that all is settled once. */
    @Test
    void threadsThatEndCallsAtTheSameTimeChargeThemOnce() throws Exception {
        for (long seed = 0; seed < 700; seed++) {
            Random random = new Random(seed);
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
            List<ProviderCall> calls = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                calls.add(ProviderCall.begin(ride, PROVIDER, STREAM));
            }
            CyclicBarrier together = new CyclicBarrier(3);
            long[] seeds = {random.nextLong(), random.nextLong(), random.nextLong()};
            List<Future<?>> work = new ArrayList<>();
            work.add(threads.submit(() -> stream(calls, new Random(seeds[0]), together)));
            work.add(threads.submit(() -> end(ride, calls, new Random(seeds[1]), together)));
            work.add(threads.submit(() -> beginLate(ride, new Random(seeds[2]), together)));
            int more = 0;
            for (Future<?> each : work) {
                more += (Integer) each.get();
            }
            ride.close();

            UsageRecord record = record(ride, seed);
            long written = record.usage().get(Unit.OUTPUT_TOKENS);
            assertThat(written).as("seed %s", seed).isBetween(34L * calls.size(), 200L * (calls.size() + more));
            assertThat(record.costs().settled())
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(record.costs().held());
        }
    }

    /** Answers and streams all calls, one step of each after the other. */
    private static int stream(List<ProviderCall> calls, Random random, CyclicBarrier together) throws Exception {
        together.await();
        calls.forEach(call -> call.responded(200, "text/event-stream"));
        for (int i = random.nextInt(20); i > 0; i--) {
            ProviderCall call = calls.get(random.nextInt(calls.size()));
            byte[] event = random.nextInt(10) == 0 ? USAGE : TEXT;
            call.pass(event, 0, event.length, OutputStream.nullOutputStream());
        }
        for (ProviderCall call : calls) {
            if (random.nextBoolean()) {
                call.complete(OutputStream.nullOutputStream());
            }
        }
        return 0;
    }

    private static int end(Inference ride, List<ProviderCall> calls, Random random, CyclicBarrier together)
            throws Exception {
        together.await();
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> ride.cancellation().cancel(CancelReason.KILLED);
                case 1 -> ride.ride().finish(random.nextBoolean() ? 200 : 500, null);
                default -> calls.get(random.nextInt(calls.size())).ended();
            }
        }
        return 0;
    }

    /** Calls that begin while the ride ends are refused, or charged. */
    private static int beginLate(Inference ride, Random random, CyclicBarrier together) throws Exception {
        together.await();
        int begun = 0;
        try {
            for (int i = random.nextInt(3); i > 0; i--) {
                ProviderCall.begin(ride, PROVIDER, STREAM);
                begun++;
            }
        } catch (RideOverException over) {
            // as it should be
        }
        return begun;
    }

    private UsageRecord record(Inference ride, long seed) {
        UsageRecord record = gate.lastRecord((int) seed + 1);
        Balance balance = gate.faregate().balance(ALICE).get(0);
        assertThat(ride.ride().account().runningModels()).as("seed %s", seed).isEmpty();
        assertThat(gate.faregate().rides()).as("seed %s", seed).isZero();
        assertThat(gate.records).as("seed %s", seed).hasSize((int) seed + 1);
        assertThat(balance.held()).as("seed %s", seed).isZero();
        spent += record.costs().settled().nanos();
        assertThat(balance.spent()).as("seed %s", seed).isEqualTo(spent);
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
