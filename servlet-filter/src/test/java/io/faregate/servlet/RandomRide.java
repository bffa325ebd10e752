package io.faregate.servlet;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http2.client.HTTP2Client;

/** What application, provider and client do in one ride, as its seed says. */
record RandomRide(int number, Application application, Speech speech, Departure departure, int millis) {
    static final String USER = "X-User";
    static final String APPLICATION = "X-Application";
    static final String SPEECH = "X-Speech";

    private static final int MOST_MILLIS = 400;
    private static final String BODY = "{\"message\":\"a\"}";

    /** What the application does with its ride. */
    enum Application {
        JSON,
        STREAM,
        ASYNC,
        WRITE_LISTENER,
        REDISPATCH,
        UNASKED,
        THROWS,
        THROWS_LATE,
        ERROR,
        SEND_ERROR,
        TIMEOUT,
        FORGETS,
        LEAKS,
        CLOSES
    }

    /** What the provider says. */
    enum Speech {
        WHOLE,
        ANSWER,
        SLOW,
        CUT,
        HANG,
        SILENT,
        HANG_UP,
        RESET,
        RESET_AT_ONCE,
        FAILS,
        GARBAGE,
        FLOOD
    }

    /** How the client behaves. */
    enum Departure {
        READS,
        READS_AS_WELL,
        FIN,
        RST,
        HALF_CLOSE,
        STALL,
        KILLED,
        PART_OF_THE_BODY,
        READS_HTTP2,
        RESET_STREAM,
        RESET_STREAM_AT_ONCE,
        RESET_STREAM_BEFORE_THE_BODY,
        RESET_STREAM_BEHIND_A_PIECE,
        HANG_UP_HTTP2
    }

    static RandomRide of(long seed, int number) {
        Random random = new Random(seed + 31L * number);
        return new RandomRide(
                number,
                any(random, Application.values()),
                any(random, Speech.values()),
                any(random, Departure.values()),
                random.nextInt(MOST_MILLIS));
    }

    private static <T> T any(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    String user() {
        return "rider-" + number;
    }

    private String headers() {
        return USER + ": " + user() + "\r\n" + APPLICATION + ": " + application + "\r\n" + SPEECH + ": " + speech;
    }

    /** What the client needs of the test. */
    interface Gate {
        HTTP2Client http2();

        void kill(String user);

        void awaitEnd(String user) throws InterruptedException;
    }

    void by(int port, Gate gate) throws Exception {
        switch (departure) {
            case READS_HTTP2,
                    RESET_STREAM,
                    RESET_STREAM_AT_ONCE,
                    RESET_STREAM_BEFORE_THE_BODY,
                    RESET_STREAM_BEHIND_A_PIECE,
                    HANG_UP_HTTP2 -> byHttp2(port, gate);
            default -> byHttp1(port, gate);
        }
    }

    private void byHttp1(int port, Gate gate) throws IOException, InterruptedException {
        try (RawClient client = new RawClient(port)) {
            boolean part = departure == Departure.PART_OF_THE_BODY;
            client.send("POST /app HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + headers() + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                    + (part ? BODY.substring(0, number % BODY.length()) : BODY));
            switch (departure) {
                case READS, READS_AS_WELL -> client.readToEnd();
                case HALF_CLOSE -> {
                    pause();
                    client.halfClose();
                    client.readToEnd();
                }
                case KILLED -> {
                    pause();
                    gate.kill(user());
                    client.readToEnd();
                }
                case STALL -> gate.awaitEnd(user());
                case RST -> {
                    pause();
                    client.reset();
                }
                default -> pause();
            }
        }
    }

    private void byHttp2(int port, Gate gate) throws Exception {
        try (Http2Client client = Http2Client.of(gate.http2())) {
            client.header(USER, user()).header(APPLICATION, application.name()).header(SPEECH, speech.name());
            if (departure == Departure.RESET_STREAM_BEFORE_THE_BODY) {
                client.ask(port, "/app", BODY);
            } else {
                client.post(port, "/app", BODY);
            }
            switch (departure) {
                case READS_HTTP2 -> gate.awaitEnd(user());
                case HANG_UP_HTTP2 -> {
                    pause();
                    client.hangUp();
                }
                case RESET_STREAM_AT_ONCE -> reset(client);
                case RESET_STREAM_BEHIND_A_PIECE -> {
                    client.awaitPiece(millis);
                    reset(client);
                }
                default -> {
                    pause();
                    reset(client);
                }
            }
        }
    }

    /** The connection stays some time longer. */
    private void reset(Http2Client client) {
        client.reset();
        pause();
    }

    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
