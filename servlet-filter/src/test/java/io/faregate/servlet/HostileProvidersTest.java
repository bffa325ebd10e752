package io.faregate.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.budget.Reservation;
import io.faregate.integrations.Streams;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read no more, and providers that break off: cases 52 and 53 of the hostile ones. */
@Timeout(60)
class HostileProvidersTest extends OnEachContainer {
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"gate\"}}]}";
    private static final String USED = used(34);
    private static final String ERROR =
            "event: error\ndata: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n";
    private static final String PADDING = ":" + " ".repeat(64 * 1024) + "\n\n";

    private static final int WRITE_TIMEOUT_MILLIS = 2_000;

    private final Relay relay = new Relay();

    private static String used(int tokens) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":" + tokens + ",\"total_tokens\":"
                + (12 + tokens) + "}}";
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    /** What a provider says beside two deltas, and what that costs; each token is a nano. */
    @SuppressWarnings("ImmutableEnumChecker") // a reply keeps nothing but its pieces
    private enum Provider {
        SAYS_AN_ERROR(Streams.pieces(event(DELTA), event(DELTA), ERROR), UsageSource.DELIVERED, 8),
        ENDS_WITHOUT_DONE(Streams.pieces(event(DELTA), event(DELTA)), UsageSource.DELIVERED, 8),
        HANGS_UP(Reply.hangingUp(Streams.openPieces(event(DELTA), event(DELTA))), UsageSource.DELIVERED, 8),
        RESETS(Reply.resetting(Streams.openPieces(event(DELTA), event(DELTA))), UsageSource.DELIVERED, 8),
        /** What can not be read is delivered, all of it. */
        SAYS_BROKEN_JSON(
                Streams.pieces(event(DELTA), event("{\"choices\":["), event(DELTA)), UsageSource.DELIVERED, 20),
        REPORTS_TWICE(
                Streams.pieces(event(DELTA), event(used(12)), event(USED), event("[DONE]")), UsageSource.PROVIDER, 34),
        REPORTS_AND_FAILS(Streams.pieces(event(DELTA), event(USED), ERROR), UsageSource.PROVIDER, 34),
        REPORTS_NOTHING(Streams.pieces(event(DELTA), event(DELTA), event("[DONE]")), UsageSource.DELIVERED, 8);

        private final Reply reply;
        private final UsageSource source;
        private final long cost;

        Provider(Reply reply, UsageSource source, long cost) {
            this.reply = reply;
            this.source = source;
            this.cost = cost;
        }
    }

    @ParameterizedTest
    @EnumSource
    void case53WhateverAProviderBreaksOffWithHasItsSettlement(Provider how) throws Exception {
        CountingStore store;
        UsageRecord record;
        try (FakeProvider provider = new FakeProvider(how.reply);
                Site site = relaying(provider).start();
                RawClient client = new RawClient(site.port())) {
            store = site.store;
            client.send(SilentApplication.ask("/app")).readTo("gate");
            record = site.record();
        }
        assertThat(store.endings).containsExactly(Reservation.State.SETTLED);
        assertThat(record.costs().source()).isEqualTo(how.source);
        assertThat(record.costs().settled().nanos()).isEqualTo(how.cost);
    }

    private Site relaying(FakeProvider provider) {
        return site().servlet(
                        "/app",
                        (request, response) -> relay.stream(Inference.of(request::getAttribute), provider, response));
    }

    @Test
    void case52AClientThatReadsNoMoreStopsTheProviderAndFreesItsPlaceAndItsThread() throws Exception {
        CountDownLatch threadIsFree = new CountDownLatch(1);
        try (FakeProvider provider = new FakeProvider(HostileProvidersTest::writeForEver);
                Site site = site().lostClients(SilentApplication.STRICT)
                        // a write that is stuck is ended by the container, long after the ride
                        .idleMillis(WRITE_TIMEOUT_MILLIS)
                        .servlet("/app", (request, response) -> {
                            try {
                                relay.stream(Inference.of(request::getAttribute), provider, response);
                            } finally {
                                threadIsFree.countDown();
                            }
                        })
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo(":");
            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("client_stalled");
            assertThat(site.store.endings).containsExactly(Reservation.State.SETTLED);
            assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
            assertThat(threadIsFree.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static void writeForEver(OutputStream out) throws IOException {
        Streams.openPieces().write(out);
        byte[] chunk = (Integer.toHexString(PADDING.length()) + "\r\n" + PADDING + "\r\n").getBytes(US_ASCII);
        while (true) {
            out.write(chunk);
        }
    }
}
