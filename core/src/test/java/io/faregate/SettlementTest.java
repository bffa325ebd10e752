package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.ride.CancelReason;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a call costs: however it ended, in whichever dialect, by what was seen of it until then. Usage that was reported
 * counts; else the text that was delivered; else the hold. Nothing that was sent is free.
 */
final class SettlementTest {
    private static final long HELD = 800;

    private final TestGate gate = new TestGate();
    private int rides;
    private long estimatedInput;

    @AfterEach
    void close() {
        gate.close();
    }

    /** How the call comes to its end. */
    private enum Ending {
        WHOLE {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) throws IOException {
                call.complete(new ByteArrayOutputStream());
                call.ended();
            }
        },
        CUT_BY_PROVIDER {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) {
                call.ended();
            }
        },
        CLIENT_LOST {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) {
                ride.ride().cancellation().cancel(CancelReason.CLIENT_GONE);
                call.ended();
            }
        },
        DEADLINE {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) {
                ride.ride().cancellation().cancel(CancelReason.DEADLINE);
                call.ended();
            }
        },
        RIDE_CLOSED_FIRST {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) {
                ride.inference().close();
                call.ended();
            }
        },
        NEVER_ENDED {
            @Override
            void end(Decision.Admitted ride, ProviderCall call) {
                // the application has lost it
            }
        };

        abstract void end(Decision.Admitted ride, ProviderCall call) throws IOException;
    }

    /** How much of the response came before that. */
    private enum Seen {
        NOT_ANSWERED,
        HEADERS,
        BEGINNING,
        TEXT,
        USAGE
    }

    /** One stream: its beginning without a word, its text of five bytes, its report of 12 tokens in and 34 out. */
    private record Wire(
            String path, String body, String type, String beginning, String text, String usage, boolean saysPrompt) {}

    private static final List<Wire> STREAMS = List.of(
            sse(
                    "/v1/chat/completions",
                    "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
                    "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}",
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}",
                    false),
            sse(
                    "/v1/completions",
                    "{\"model\":\"mini\",\"stream\":true,\"prompt\":\"hello\"}",
                    "{\"choices\":[{\"index\":0,\"text\":\"\"}]}",
                    "{\"choices\":[{\"index\":0,\"text\":\"hello\"}]}",
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}",
                    false),
            sse(
                    "/v1/responses",
                    "{\"model\":\"mini\",\"stream\":true,\"input\":\"hello\"}",
                    "{\"type\":\"response.created\",\"response\":{\"id\":\"1\",\"usage\":null}}",
                    "{\"type\":\"response.output_text.delta\",\"delta\":\"hello\"}",
                    "{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":12,\"output_tokens\":34,\"total_tokens\":46}}}",
                    false),
            sse(
                    "/v1/messages",
                    "{\"model\":\"mini\",\"stream\":true,\"max_tokens\":800,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}",
                    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}",
                    "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":34}}",
                    true),
            sse(
                    "/v1beta/models/mini:streamGenerateContent?alt=sse",
                    "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}",
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]}}]}",
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hello\"}]}}]}",
                    "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":34,\"totalTokenCount\":46}}",
                    false),
            new Wire(
                    "/api/chat",
                    "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
                    "application/x-ndjson",
                    "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n",
                    "{\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"done\":false}\n",
                    "{\"message\":{\"content\":\"\"},\"done\":true,\"prompt_eval_count\":12,\"eval_count\":34}\n",
                    false));

    private static Wire sse(String path, String body, String beginning, String text, String usage, boolean saysPrompt) {
        return new Wire(path, body, "text/event-stream", event(beginning), event(text), event(usage), saysPrompt);
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    @TestFactory
    Stream<DynamicTest> aStreamIsChargedByTheBestThatWasSeenOfIt() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Wire wire : STREAMS) {
            for (Ending ending : Ending.values()) {
                for (Seen seen : Seen.values()) {
                    tests.add(DynamicTest.dynamicTest(
                            wire.path() + " " + ending + " " + seen,
                            () -> assertCharged(settled(wire, ending, seen), wire, seen)));
                }
            }
        }
        return tests.stream();
    }

    private void assertCharged(UsageRecord record, Wire wire, Seen seen) {
        long output = record.usage().get(Unit.OUTPUT_TOKENS);
        long input = record.usage().get(Unit.INPUT_TOKENS);
        switch (seen) {
            case NOT_ANSWERED, HEADERS, BEGINNING -> {
                assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
                assertThat(output).isEqualTo(HELD);
                assertThat(input).isEqualTo(estimatedInput).isPositive();
            }
            case TEXT -> {
                // Gemini writes on, and bills it
                boolean goesOn = wire.path().startsWith("/v1beta");
                assertThat(record.costs().source()).isEqualTo(goesOn ? UsageSource.HOLD : UsageSource.DELIVERED);
                assertThat(output).isEqualTo(goesOn ? HELD : 5);
                assertThat(input).isEqualTo(wire.saysPrompt() ? 12 : estimatedInput);
            }
            case USAGE -> {
                assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
                assertThat(output).isEqualTo(34);
                assertThat(input).isEqualTo(12);
            }
        }
        assertThat(record.costs().settled().nanos()).isEqualTo(input * 250 + output * 2_000);
    }

    @Test
    void anUnstreamedReplyThatWasLeftIsChargedTheHold() throws IOException {
        for (Ending ending : Ending.values()) {
            Decision.Admitted ride = admit();
            ProviderCall call = begin(
                    ride.inference(),
                    STREAMS.get(0).path(),
                    STREAMS.get(0).body().replace("true", "false"));
            call.responded(200, "application/json");
            pass(call, "{\"choices\":[{\"message\":{\"content\":\"hel");
            ending.end(ride, call);

            UsageRecord record = ended(ride);
            assertThat(record.costs().source()).as(ending.name()).isEqualTo(UsageSource.HOLD);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(HELD);
        }
    }

    @Test
    void whatTheProviderRefusedOrNeverGotIsFree() throws IOException {
        for (Ending ending : Ending.values()) {
            Decision.Admitted refused = admit();
            ProviderCall call = begin(
                    refused.inference(), STREAMS.get(0).path(), STREAMS.get(0).body());
            call.responded(529, "application/json");
            ending.end(refused, call);
            assertThat(ended(refused).costs().settled().nanos())
                    .as(ending.name())
                    .isZero();

            Decision.Admitted unsent = admit();
            ProviderCall never = begin(
                    unsent.inference(), STREAMS.get(0).path(), STREAMS.get(0).body());
            never.neverSent();
            ending.end(unsent, never);
            assertThat(ended(unsent).costs().settled().nanos())
                    .as(ending.name())
                    .isZero();
        }
    }

    private UsageRecord settled(Wire wire, Ending ending, Seen seen) throws IOException {
        Decision.Admitted ride = admit();
        ProviderCall call = begin(ride.inference(), wire.path(), wire.body());
        if (seen != Seen.NOT_ANSWERED) {
            call.responded(200, wire.type());
        }
        for (Seen part : List.of(Seen.BEGINNING, Seen.TEXT, Seen.USAGE)) {
            if (part.compareTo(seen) <= 0) {
                pass(call, part == Seen.BEGINNING ? wire.beginning() : part == Seen.TEXT ? wire.text() : wire.usage());
            }
        }
        ending.end(ride, call);
        return ended(ride);
    }

    private Decision.Admitted admit() {
        return gate.admit("{\"message\":\"hello\"}");
    }

    private ProviderCall begin(Inference ride, String path, String body) {
        ProviderCall call = ProviderCall.begin(
                ride, URI.create("http://127.0.0.1:1" + path), body.getBytes(StandardCharsets.UTF_8));
        estimatedInput = ride.ride().account().used().get(Unit.INPUT_TOKENS);
        return call;
    }

    private static void pass(ProviderCall call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(call.pass(bytes, 0, bytes.length, new ByteArrayOutputStream()))
                .isTrue();
    }

    private UsageRecord ended(Decision.Admitted ride) {
        ride.inference().close();
        rides++;
        return gate.lastRecord(rides);
    }
}
