package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.ride.CancelReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever reads a reply, and however late: it gets what it asked for, all of it, and one end. */
@Timeout(60)
final class MeteredBodyTest {
    /** Asks for no usage, so that what may be a report of it is held back. */
    private static final String HOLDS_BACK =
            "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private static final String PASSES =
            HOLDS_BACK.replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    private static final String EVENT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}\n\n";

    private final TestGate gate = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        gate.close();
    }

    /** The readers of the JDK. Each is asked for its text only when the provider has long said all that it may. */
    enum Reader {
        INPUT_STREAM {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                return text(of(answer, call, BodyHandlers.ofInputStream()));
            }
        },
        LINES {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                try (Stream<String> lines = of(answer, call, BodyHandlers.ofLines())) {
                    return lines.map(line -> line + "\n").collect(Collectors.joining());
                }
            }
        },
        STRING {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                return of(answer, call, BodyHandlers.ofString());
            }
        },
        BUFFERED {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                return text(of(answer, call, BodyHandlers.buffering(BodyHandlers.ofInputStream(), 1_000)));
            }
        },
        CONSUMER {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                of(answer, call, BodyHandlers.ofByteArrayConsumer(bytes -> bytes.ifPresent(all::writeBytes)));
                return all.toString(StandardCharsets.UTF_8);
            }
        },
        SUBSCRIBER {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                StrictReader reader = new StrictReader(1);
                of(answer, call, BodyHandlers.fromSubscriber(reader));
                assertThat(reader.broken).isEmpty();
                return reader.text();
            }
        },
        LINE_SUBSCRIBER {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                Lines lines = new Lines();
                of(answer, call, BodyHandlers.fromLineSubscriber(lines));
                return lines.text();
            }
        },
        PUBLISHER {
            @Override
            String read(ScriptedAnswer answer, ProviderCall call) throws Exception {
                StrictReader reader = new StrictReader(0);
                Publisher<List<ByteBuffer>> late = of(answer, call, BodyHandlers.ofPublisher());
                late.subscribe(reader);
                while (!reader.isDone()) {
                    reader.ask(1);
                }
                assertThat(reader.broken).isEmpty();
                return reader.getBody().toCompletableFuture().get();
            }
        };

        abstract String read(ScriptedAnswer answer, ProviderCall call) throws Exception;

        private static String text(InputStream body) throws IOException {
            try (body) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderGetsAllOfAReplyThatTheMoneyCuts(Reader reader) throws Exception {
        for (String asked : List.of(PASSES, HOLDS_BACK)) {
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
            ScriptedAnswer answer = new ScriptedAnswer(EVENT.repeat(30), EVENT);

            String text = reader.read(answer, call(ride, asked));

            assertThat(text)
                    .startsWith(EVENT.repeat(30))
                    .contains("event: error")
                    .contains("more than it was asked for");
            assertThat(answer.isCancelled()).isTrue();
            assertThat(answer.given()).isEqualTo(1);
            assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
            ride.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderGetsTheEndThatWasHeldBack(Reader reader) throws Exception {
        Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
        ScriptedAnswer answer = new ScriptedAnswer(EVENT + "data: [DO", "NE]\n");

        assertThat(reader.read(answer, call(ride, HOLDS_BACK))).isEqualTo(EVENT + "data: [DONE]\n");
        assertThat(ride.cancellation().isCancelled()).isFalse();
        ride.close();
    }

    @Test
    void whatWasHeldBackWaitsUntilItIsAskedFor() {
        StrictReader reader = new StrictReader(0);
        Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
        of(new ScriptedAnswer(EVENT + "data: [DO"), call(ride, HOLDS_BACK), reader);

        reader.ask(1);
        assertThat(reader.text()).isEqualTo(EVENT);
        assertThat(reader.isDone()).isFalse();
        reader.ask(1);

        assertThat(reader.getBody().toCompletableFuture()).isCompletedWithValue(EVENT + "data: [DO");
        assertThat(reader.broken).isEmpty();
    }

    @Test
    void aConnectionThatBreaksIsToldBehindWhatWasHeldBack() {
        StrictReader reader = new StrictReader(1);
        Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
        ScriptedAnswer answer = new ScriptedAnswer(EVENT + "data: [DO").fails(new IOException("planted"));
        of(answer, call(ride, HOLDS_BACK), reader);

        assertThat(reader.text()).isEqualTo(EVENT + "data: [DO");
        assertThatThrownBy(() -> reader.getBody().toCompletableFuture().join()).hasMessageContaining("planted");
        assertThat(reader.broken).isEmpty();
    }

    @Test
    void aReaderThatAsksForLessThanOneFails() {
        StrictReader reader = new StrictReader(0);
        Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
        ScriptedAnswer answer = new ScriptedAnswer(EVENT);
        of(answer, call(ride, PASSES), reader);

        reader.ask(0);

        assertThatThrownBy(() -> reader.getBody().toCompletableFuture().join())
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(answer.isCancelled()).isTrue();
        assertThat(reader.broken).isEmpty();
    }

    @Test
    void whatIsStoppedBeforeItIsSubscribedFailsWhenItIs() {
        StrictReader reader = new StrictReader(1);
        Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
        ScriptedAnswer answer = new ScriptedAnswer(EVENT).staysOpen();
        CompletableFuture<Flow.Subscriber<? super List<ByteBuffer>>> late = new CompletableFuture<>();
        MeteredBody<String> body =
                MeteredBody.of(call(ride, PASSES), new ProviderResponse<>(answer, late::complete), info -> reader);

        body.stop();
        assertThat(reader.isDone()).isFalse();
        answer.body().subscribe(late.join());

        assertThat(reader.getBody().toCompletableFuture()).isCompletedExceptionally();
        assertThat(answer.isCancelled()).isTrue();
        assertThat(reader.text()).isEmpty();
        assertThat(reader.broken).isEmpty();
    }

    /** Readers that ask and leave as they like, on threads of their own, while providers write, end and rides are cut. */
    @Test
    void noOrderOfEventsBreaksARuleOfReactiveStreams() throws Exception {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            Inference ride = gate.admit("{\"message\":\"hello\"}").inference();
            StrictReader reader = new StrictReader(random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
            ScriptedAnswer answer = answer(random);
            MeteredBody<String> body = of(answer, call(ride, random.nextBoolean() ? PASSES : HOLDS_BACK), reader);
            CountDownLatch start = new CountDownLatch(1);
            long asks = random.nextLong();
            int how = random.nextInt(12);
            Future<?> asking = threads.submit(() -> ask(reader, new Random(asks), start));
            Future<?> stopping = threads.submit(() -> stop(body, ride, reader, how, start));
            start.countDown();
            asking.get();
            stopping.get();
            ride.cancellation().cancel(CancelReason.APPLICATION);
            if (reader.hasLeft()) {
                // nobody tells who has left but who waits for the body
                body.stop();
            }
            body.body().toCompletableFuture().handle((text, failure) -> text).get();
            ride.close();

            assertThat(reader.broken).as("seed %s", seed).isEmpty();
        }
    }

    private static ScriptedAnswer answer(Random random) {
        String whole = EVENT.repeat(1 + random.nextInt(30)) + (random.nextBoolean() ? "" : "data: [DO");
        String[] items = new String[1 + random.nextInt(6)];
        int from = 0;
        for (int i = 0; i < items.length; i++) {
            int to = i == items.length - 1 ? whole.length() : from + 1 + random.nextInt((whole.length() - from) / 2);
            items[i] = whole.substring(from, to);
            from = to;
        }
        ScriptedAnswer answer = new ScriptedAnswer(items);
        return switch (random.nextInt(4)) {
            case 0 -> answer.staysOpen();
            case 1 -> answer.fails(new IOException("planted"));
            default -> answer;
        };
    }

    private static @Nullable Void ask(StrictReader reader, Random random, CountDownLatch start)
            throws InterruptedException {
        start.await();
        for (int i = random.nextInt(10); i > 0 && !reader.isDone(); i--) {
            reader.ask(1 + random.nextInt(2));
        }
        return null;
    }

    private static @Nullable Void stop(
            MeteredBody<?> body, Inference ride, StrictReader reader, int how, CountDownLatch start)
            throws InterruptedException {
        start.await();
        switch (how) {
            case 0 -> body.stop();
            case 1 -> ride.cancellation().cancel(CancelReason.CLIENT_GONE);
            case 2 -> reader.leave();
            case 3 -> ride.close();
            default -> {}
        }
        return null;
    }

    private static MeteredBody<String> of(ScriptedAnswer answer, ProviderCall call, StrictReader reader) {
        return MeteredBody.of(call, answer, info -> reader);
    }

    private static <T> T of(ScriptedAnswer answer, ProviderCall call, BodyHandler<T> handler) {
        return MeteredBody.of(call, answer, handler)
                .body()
                .toCompletableFuture()
                .join();
    }

    private static ProviderCall call(Inference ride, String body) {
        return ProviderCall.begin(ride, new ScriptedAnswer().uri(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Gathers lines. */
    private static final class Lines implements Flow.Subscriber<String> {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            text.append(line).append('\n');
        }

        @Override
        public void onError(Throwable failure) {
            text.append(failure);
        }

        @Override
        public void onComplete() {}

        String text() {
            return text.toString();
        }
    }
}
