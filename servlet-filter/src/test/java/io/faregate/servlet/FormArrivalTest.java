package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.body.Capped;
import io.faregate.budget.Reservation;
import io.faregate.containers.Container;
import io.faregate.containers.Containers;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.CancelReason;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forms that do not arrive in time, by whichever way somebody waits for them. */
@Timeout(60)
class FormArrivalTest extends OnEachContainer {
    private static final int SHORT = 300;
    private static final int LENGTH = 1_900_000;
    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final String FIRST =
            String.join("\r\n", "--xYz", "Content-Disposition: form-data; name=\"f\"; filename=\"a.txt\"", "", "");
    private static final String BEGUN = String.join(
            "\r\n",
            "POST /upload?q=1 HTTP/1.1",
            "Host: x",
            "Content-Type: " + TYPE,
            "Content-Length: " + LENGTH,
            "",
            FIRST);

    private static final int MANY = 50;
    private static final int AT_ONCE = 6;
    private static final int ROUNDS = 3;
    private static final String POLICY = """
            faregate: 1
            limits: [{cost: 11.4, every: day}, {concurrent: 50}]
            routes:
              - path: /upload
                dialect: multipart
                require: anyone
                caps: {files: 1, file-bytes: 900KB, duration: 3s}
                allow-query: [q]
                model: {use: gpt-5-mini}
            """;

    private Site reading(FormWay way, Site.Work before) {
        Site site = site().cap(Capped.FILES, 1).cap(Capped.FILE_BYTES, 2_000_000);
        Site.Work work = (request, response) -> {
            before.run(request, response);
            way.read(request);
            response.getWriter().print("read");
        };
        return way.isStream() ? site.servlet("/upload", work) : site.formServlet("/upload", work);
    }

    private Site reading(FormWay way) {
        return reading(way, (request, response) -> {});
    }

    private static void dribble(RawClient client) throws IOException {
        while (!client.hasAnswer()) {
            sendByte(client);
        }
    }

    /** A server that has answered may not listen any more: what it said can be read all the same. */
    private static void sendByte(RawClient client) throws IOException {
        try {
            client.send("x");
        } catch (SocketException closed) {
            assertThat(client.hasAnswer()).isTrue();
        }
    }

    private static void assertReleased(Site site, int status) throws InterruptedException {
        UsageRecord record = site.record();
        assertThat(record.outcome().httpStatus()).isEqualTo(status);
        assertThat(record.costs().settled().nanos()).isZero();
        assertThat(site.store.endings).containsExactly(Reservation.State.RELEASED);
    }

    @ParameterizedTest
    @EnumSource
    void aFormOfAByteAtATimeIsCutWhenARideWouldHaveEnded(FormWay way) throws Exception {
        try (Site site = reading(way).cap(Capped.DURATION, SHORT).start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            dribble(client);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 408 ").contains("\"reason\":\"body_timeout\"");
            assertReleased(site, 408);
        }
    }

    /** What still comes while the answer is written must not get into it: a container takes its buffers from one pool. */
    @ParameterizedTest
    @EnumSource
    void whatComesMeanwhileIsNotInTheAnswer(FormWay way) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (Site site = reading(way).cap(Capped.DURATION, SHORT / 5).start()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < ROUNDS * AT_ONCE; i++) {
                answers.add(clients.submit(() -> {
                    try (RawClient client = new RawClient(site.port())) {
                        client.send(BEGUN);
                        dribble(client);
                        return client.readResponse();
                    }
                }));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).startsWith("HTTP/1.1 408 ");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** The container's thread may wait on: the money does not. */
    @ParameterizedTest
    @EnumSource
    void nothingIsHeldAnyMoreThoughNothingCame(FormWay way) throws Exception {
        try (Site site = reading(way).cap(Capped.DURATION, SHORT).start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            assertReleased(site, 408);
            if (container == Containers.TOMCAT) {
                // a byte that comes between the settling and the waking up is waited behind
                dribble(client);
            }
            assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 408 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsHeldAnyMoreOfAStreamThoughNothingCame(FormWay way) throws Exception {
        try (Site site = reading(way).http2().cap(Capped.DURATION, SHORT).start();
                Http2Client client = new Http2Client()) {
            client.ask(site.port(), "/upload?q=1", TYPE, LENGTH).send(FIRST);
            assertReleased(site, 408);
            if (container == Containers.TOMCAT) {
                client.send("x");
            }
            assertThat(client.readStatus()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatIsSilentForTooLongIsToldSo(FormWay way) throws Exception {
        try (Site site = reading(way).idleMillis(SHORT).start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            if (container == Containers.UNDERTOW) {
                // it hangs up by itself
                assertThat(client.readToEnd()).isEmpty();
                UsageRecord record = site.record();
                assertThat(record.costs().settled().nanos()).as("%s", record).isZero();
                assertThat(site.store.endings).containsExactly(Reservation.State.RELEASED);
            } else {
                assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 408 ");
                assertReleased(site, 408);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRideThatIsStoppedWaitsForNoForm(FormWay way) throws Exception {
        BlockingQueue<Inference> rides = new LinkedBlockingQueue<>();
        Site.Work noting = (request, response) -> rides.add(Inference.of(request::getAttribute));
        try (Site site = reading(way, noting).start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            rides.take().cancellation().cancel(CancelReason.KILLED);
            dribble(client);
            assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 503 ");
            assertReleased(site, 503);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWasWokenIsNotInterruptedInWhatComesNext(FormWay way) throws Exception {
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        Filter outside = (request, response, chain) -> {
            chain.doFilter(request, response);
            interrupted.add(Thread.currentThread().isInterrupted());
        };
        try (Site site =
                        reading(way).before(outside).cap(Capped.DURATION, SHORT).start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            dribble(client);
            assertThat(interrupted.take()).isFalse();
        }
    }

    /** The application's own thread may keep to itself what it is told. */
    @Test
    void aClientIsToldAlsoWhenTheApplicationReadsAfterItsDispatchAndSaysNothing() throws Exception {
        Site.Work reading = (request, response) -> {
            request.startAsync();
            ServletInputStream in = request.getInputStream();
            new Thread(() -> {
                        try {
                            in.readAllBytes();
                        } catch (IOException | RuntimeException unsaid) {
                            // as an application that only logs
                        }
                    })
                    .start();
        };
        try (Site site = site().cap(Capped.FILES, 1)
                        .cap(Capped.FILE_BYTES, 2_000_000)
                        .cap(Capped.DURATION, SHORT)
                        .servlet("/upload", reading)
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send(BEGUN);
            assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 408 ");
            assertReleased(site, 408);
        }
    }

    /** All of fifty hold at first what the most that each may send would cost. */
    @Test
    void moneyAndPlacesOfFiftyUploadsOfAByteAtATimeComeBack() throws Exception {
        String file = "x".repeat(890_000);
        String slow = BEGUN.replace(Integer.toString(LENGTH), Integer.toString(file.length()));
        CountDownLatch in = new CountDownLatch(MANY);
        List<RawClient> clients = new ArrayList<>();
        try (Faregate faregate = Faregate.builder()
                        .policy(PolicyFile.read("policy.yaml", POLICY))
                        .build();
                Container server = container.make()) {
            server.filter(new Container.Added(
                    "faregate",
                    new FaregateFilter(faregate),
                    "/*",
                    EnumSet.allOf(DispatcherType.class),
                    true,
                    Map.of()));
            server.servlet(
                    "/*",
                    new Site.Worker((request, response) -> {
                        in.countDown();
                        response.getWriter().print(request.getParts().size());
                    }),
                    new MultipartConfigElement(System.getProperty("java.io.tmpdir")));
            server.start();
            try {
                for (int i = 0; i < MANY; i++) {
                    clients.add(new RawClient(server.port()).send(slow));
                }
                in.await();
                // a rest that nobody reads would break its connection
                try (RawClient refused = new RawClient(server.port())) {
                    assertThat(refused.send(slow).readTo("\r\n")).startsWith("HTTP/1.1 429 ");
                }
                List<RawClient> waiting = new ArrayList<>(clients);
                while (!waiting.isEmpty()) {
                    for (RawClient client : waiting) {
                        if (!client.hasAnswer()) {
                            sendByte(client);
                        }
                    }
                    waiting.removeIf(FormArrivalTest::isCut);
                }
                assertThat(whole(server, file)).startsWith("HTTP/1.1 200 ");
            } finally {
                // Undertow ends only when it has read the rest of each form
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }
    }

    private static boolean isCut(RawClient client) {
        try {
            if (!client.hasAnswer()) {
                return false;
            }
            assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 408 ");
            return true;
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static String whole(Container server, String file) throws IOException {
        String end = "\r\n--xYz--\r\n";
        String head = BEGUN.substring(0, BEGUN.indexOf("--xYz\r\n"));
        String body = BEGUN.substring(head.length()) + file + end;
        try (RawClient client = new RawClient(server.port())) {
            return client.send(head.replace("1900000", Integer.toString(body.length())))
                    .send(body)
                    .readTo("\r\n");
        }
    }
}
