package io.faregate.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FakeProviderTest {
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> ask(FakeProvider provider, String json) throws IOException, InterruptedException {
        return client.send(provider.post(json), BodyHandlers.ofString());
    }

    @Test
    void itSaysWhatItWasToldAndKeepsWhatItWasAsked() throws Exception {
        try (FakeProvider provider = FakeProvider.json(201, "{\"said\":\"ä\"}")) {
            HttpResponse<String> reply = ask(provider, "{\"asked\":\"ö\"}");

            assertThat(reply.statusCode()).isEqualTo(201);
            assertThat(reply.body()).isEqualTo("{\"said\":\"ä\"}");
            assertThat(provider.bodies().take()).isEqualTo("{\"asked\":\"ö\"}");
            assertThat(reply.uri()).isEqualTo(provider.uri("/v1/chat/completions"));
            assertThat(reply.uri().toString()).startsWith(provider.url());
        }
    }

    @Test
    void itStreamsEventsWithAndWithoutNames() throws Exception {
        try (FakeProvider provider = FakeProvider.events("{\"a\":1}", "event: ping\ndata: {}", "[DONE]")) {
            assertThat(ask(provider, "{}").body())
                    .isEqualTo("data: {\"a\":1}\n\nevent: ping\ndata: {}\n\ndata: [DONE]\n\n");
        }
    }

    @Test
    void aStreamThatStaysOpenEndsWhenItsClientCloses() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents("one")) {
            HttpResponse<InputStream> reply = client.send(provider.post("{}"), BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                assertThat(body.readNBytes(11)).asString(StandardCharsets.UTF_8).isEqualTo("data: one\n\n");
                assertThat(provider.openConnections()).isEqualTo(1);
                assertThat(provider.isClosedByClientWithin(Duration.ZERO)).isFalse();
            }

            provider.awaitClosedByClient();
        }
    }

    @Test
    void itSaysOneAfterTheOtherAndTheLastAgain() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.json(500, "{}"), Reply.hangUp(), Reply.json(200, "{}"))) {
            assertThat(ask(provider, "1").statusCode()).isEqualTo(500);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(provider, "2"));
            assertThat(ask(provider, "3").statusCode()).isEqualTo(200);
            assertThat(ask(provider, "4").statusCode()).isEqualTo(200);
            assertThat(provider.bodies()).startsWith("1", "2").endsWith("4");
        }
    }

    @Test
    void whoHangsUpIsNotTakenForItsClient() throws Exception {
        Reply hangsUp = Reply.hangingUp(Reply.openEvents("one"));
        try (FakeProvider provider = new FakeProvider(hangsUp);
                Socket socket = asking(provider)) {
            assertThat(socket.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .endsWith("data: one\n\n\r\n");
            assertThat(provider.bodies().take()).isEqualTo("{}");
            assertThat(provider.isClosedByClientWithin(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void norIsWhoResetsTheConnection() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.resetting(Reply.silence()));
                Socket socket = asking(provider)) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.getInputStream().read());
            assertThat(provider.isClosedByClientWithin(Duration.ZERO)).isFalse();
        }
    }

    private static Socket asking(FakeProvider provider) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), provider.uri("/").getPort());
        socket.getOutputStream()
                .write("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aBodyInChunksIsReadToo() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            HttpRequest chunked = HttpRequest.newBuilder(provider.uri("/v1/messages"))
                    .POST(BodyPublishers.ofInputStream(
                            () -> new ByteArrayInputStream("{\"long\":true}".getBytes(StandardCharsets.UTF_8))))
                    .build();

            assertThat(client.send(chunked, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(provider.bodies().take()).isEqualTo("{\"long\":true}");
        }
    }

    @Test
    void whoLeavesInTheMiddleOfARequestHasLeft() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            new Socket(InetAddress.getLoopbackAddress(), provider.uri("/").getPort()).close();

            provider.awaitClosedByClient();
            assertThat(provider.bodies()).isEmpty();
        }
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> ReceivedBody.read(InputStream.nullInputStream()));
    }

    @Test
    void itsEndIsThatOfItsConnections() throws Exception {
        FakeProvider provider = new FakeProvider(Reply.silence());
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), provider.uri("/").getPort())) {
            socket.getOutputStream().write("POST / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(provider.bodies().take()).isEmpty();

            provider.close();

            assertThat(socket.getInputStream().read()).isNegative();
            assertThat(provider.isClosedByClientWithin(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void itHasToSaySomething() {
        assertThatIllegalArgumentException().isThrownBy(FakeProvider::new).withMessageContaining("silence()");
    }
}
