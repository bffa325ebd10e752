package io.faregate.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.test.MovedTicker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The lines are of a kernel on a little-endian machine, in the format of its proc_net_tcp.txt. */
class SocketsTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String LISTENING =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 209 1 0 100 0"
                    + " 0 10 0\n";
    private static final String OPEN = row("0100007F:1F90", "0100007F:C350", "01", 0, "00", 0);
    private static final String HEAD_6 = HEAD.replace("local_address", "local_address                        ");

    @TempDir
    private Path directory;

    private final MovedTicker ticker = new MovedTicker();
    private final AtomicLong cpu = new AtomicLong();

    private static String row(String local, String remote, String status, int unsent, String timer, int again) {
        return String.format(
                "   1: %s %s %s %08X:00000000 %s:00000019 %08X  1000        0 31337 2 0 20 4 30 10 -1\n",
                local, remote, status, unsent, timer, again);
    }

    private Path table(String... rows) throws IOException {
        return Files.writeString(directory.resolve("tcp"), HEAD + LISTENING + String.join("", rows));
    }

    private Sockets sockets(String... rows) throws IOException {
        return new Sockets(List.of(table(rows)), cpu::get);
    }

    private static WatchedSocket watch(Sockets sockets) {
        return sockets.watch("127.0.0.1", 8080, "127.0.0.1", 50_000).orElseThrow();
    }

    private SocketState next(Sockets sockets, WatchedSocket socket) {
        socket.state();
        ticker.advance(Duration.ofMillis(250));
        sockets.look(ticker);
        return socket.state();
    }

    @Test
    void aConnectionIsOpenHalfClosedOrGone() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        assertThat(socket.state()).isEqualTo(SocketState.UNKNOWN);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        table(row("0100007F:1F90", "0100007F:C350", "08", 0, "00", 0));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.HALF_CLOSED);
        table();
        assertThat(next(sockets, socket)).isEqualTo(SocketState.GONE);
    }

    @Test
    void aConnectionThatWasNeverThereIsNeverGone() throws IOException {
        Sockets sockets = sockets(row("0100007F:1F90", "0100007F:C351", "01", 0, "00", 0));
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.UNKNOWN);
        table(OPEN);
        next(sockets, socket);
        table();
        assertThat(next(sockets, socket)).isEqualTo(SocketState.UNKNOWN);
    }

    /** As after an answer with "Connection: close": whoever has read it may hang up, and the ride may go on. */
    @Test
    void aConnectionThatThisEndHasClosedIsNotWatchedAnyMore() throws IOException {
        for (String status : List.of("04", "05", "06", "07", "09", "0B")) {
            Sockets sockets = sockets(OPEN);
            WatchedSocket socket = watch(sockets);
            assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
            table(row("0100007F:1F90", "0100007F:C350", status, 9, "01", 7));
            assertThat(next(sockets, socket)).as(status).isEqualTo(SocketState.UNKNOWN);
            table();
            assertThat(next(sockets, socket)).as(status).isEqualTo(SocketState.UNKNOWN);
        }
    }

    @Test
    void aPeerThatAcknowledgesNothingHasVanishedOnlyWhenItWasAskedOften() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        table(row("0100007F:1F90", "0100007F:C350", "01", 9, "01", 4));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        assertThat(socket.unsentBytes()).isEqualTo(9);
        // a peer that is alive and reads nothing: probes of a closed window
        table(row("0100007F:1F90", "0100007F:C350", "01", 9, "04", 12));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        table(row("0100007F:1F90", "0100007F:C350", "01", 9, "01", 5));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.UNANSWERED);
    }

    @Test
    void anAddressOfTheOldKindIsFoundInTheTableOfTheNew() throws IOException {
        String mapped = "0000000000000000FFFF00000100007F";
        Path table = Files.writeString(
                directory.resolve("tcp6"), HEAD_6 + row(mapped + ":1F90", mapped + ":C350", "01", 0, "00", 0));
        Sockets sockets = new Sockets(List.of(directory.resolve("absent"), table), cpu::get);
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
    }

    @Test
    void anAddressOfTheNewKindIsFound() throws IOException {
        Path table = Files.writeString(
                directory.resolve("tcp6"),
                HEAD_6
                        + row(
                                "B80D0120000000000000000001000000:1F90",
                                "B80D0120000000000000000002000000:C350",
                                "01",
                                0,
                                "00",
                                0));
        Sockets sockets = new Sockets(List.of(table), cpu::get);
        WatchedSocket socket = sockets.watch("[2001:db8:0:0:0:0:0:1]", 8080, "2001:db8::2%eth0", 50_000)
                .orElseThrow();
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
    }

    @Test
    void noNameIsResolved() throws IOException {
        Sockets sockets = sockets(OPEN);
        for (String name :
                List.of("", "localhost", "beef", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.x", "a:b", "unknown")) {
            assertThat(sockets.watch(name, 8080, "127.0.0.1", 50_000)).as(name).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aLineThatIsCutOrNoneOfTheKernelsIsNoConnection() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        String whole = OPEN.stripTrailing();
        for (int length = 0; length < whole.indexOf("  1000") - 8; length++) {
            table("\n", "x".repeat(length) + "\n", whole.substring(0, length) + "\n", OPEN);
            assertThat(next(sockets, socket)).as("%s", length).isEqualTo(SocketState.OPEN);
        }
        table("y".repeat(200_000));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.GONE);
    }

    @Test
    void everyConnectionOfALargeTableIsFound() throws IOException {
        int count = 5_000;
        String[] rows = new String[count];
        for (int i = 0; i < count; i++) {
            rows[i] = row("0100007F:1F90", String.format("0100007F:%04X", 10_000 + i), "01", 0, "00", 0);
        }
        Sockets sockets = sockets(rows);
        List<WatchedSocket> all = IntStream.range(0, count)
                .mapToObj(i -> sockets.watch("127.0.0.1", 8080, "127.0.0.1", 10_000 + i)
                        .orElseThrow())
                .toList();
        sockets.look(ticker);
        assertThat(all).allMatch(socket -> socket.state() == SocketState.OPEN);
        rows[count / 2] = "";
        table(rows);
        ticker.advance(Duration.ofMillis(250));
        sockets.look(ticker);
        assertThat(all.stream().filter(socket -> socket.state() == SocketState.GONE))
                .containsExactly(all.get(count / 2));
    }

    /** Streams of one connection of HTTP/2. */
    @Test
    void oneConnectionMayBeWatchedForManyRequests() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket one = watch(sockets);
        WatchedSocket other = watch(sockets);
        sockets.look(ticker);
        assertThat(one.state()).isEqualTo(SocketState.OPEN);
        assertThat(other.state()).isEqualTo(SocketState.OPEN);
    }

    @Test
    void nothingIsReadBeforeItIsTimeAndNothingForNobody() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        table();
        ticker.advance(Duration.ofMillis(249));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.OPEN);
        ticker.advance(Duration.ofMillis(1));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.GONE);
    }

    /** Whoever has closed is gone for certain when a heartbeat was answered by a reset. */
    @Test
    void whereSomethingIsNewTheNextLookComesSoon() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        next(sockets, socket);
        next(sockets, socket);
        table(row("0100007F:1F90", "0100007F:C350", "08", 0, "00", 0));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.HALF_CLOSED);
        table();
        ticker.advance(Duration.ofMillis(100));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.GONE);
    }

    /** A machine that does other things makes a scan last, but not cost more. */
    @Test
    void aScanTakesATwentiethOfACoreAtMost() throws IOException {
        Sockets sockets = new Sockets(List.of(table(OPEN)), () -> cpu.addAndGet(20_000_000));
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        table();
        ticker.advance(Duration.ofMillis(399));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.OPEN);
        ticker.advance(Duration.ofMillis(1));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.GONE);
    }

    @Test
    void whoAsksNoMoreIsForgotten() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        sockets.look(ticker);
        ticker.advance(Duration.ofSeconds(1));
        sockets.look(ticker);
        table();
        ticker.advance(Duration.ofSeconds(1));
        sockets.look(ticker);
        assertThat(socket.state()).isEqualTo(SocketState.OPEN);
    }

    /** Of many who are asked in turn one may let it scan, and once more, before another has asked again. */
    @Test
    void whoIsInAHurryLetsNobodyElseBeForgotten() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket hasty = watch(sockets);
        WatchedSocket patient = watch(sockets);
        for (int scan = 0; scan < 9; scan++) {
            sockets.hurry();
            sockets.look(ticker);
            assertThat(hasty.state()).isEqualTo(SocketState.OPEN);
            ticker.advance(Duration.ofMillis(10));
        }
        table();
        sockets.hurry();
        sockets.look(ticker);
        assertThat(patient.state()).isEqualTo(SocketState.GONE);
    }

    @Test
    void aTableThatCanNotBeReadAnyMoreEndsTheWatch() throws IOException {
        Sockets sockets = sockets(OPEN);
        WatchedSocket socket = watch(sockets);
        assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
        Files.delete(directory.resolve("tcp"));
        assertThat(next(sockets, socket)).isEqualTo(SocketState.UNKNOWN);
        assertThat(sockets.isOn()).isFalse();
        assertThat(sockets.watch("127.0.0.1", 1, "127.0.0.1", 2)).isEmpty();
    }

    @Test
    void withoutTablesNothingIsWatched() {
        Sockets none = new Sockets(List.of(directory.resolve("absent")), cpu::get);
        assertThat(none.isOn()).isFalse();
        assertThat(none.watch("127.0.0.1", 8080, "127.0.0.1", 50_000)).isEmpty();
        none.look(ticker);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRealConnectionIsSeen() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Sockets sockets = Sockets.ofThisProcess();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept()) {
            WatchedSocket socket = sockets.watch(
                            accepted.getLocalAddress().getHostAddress(),
                            accepted.getLocalPort(),
                            accepted.getInetAddress().getHostAddress(),
                            accepted.getPort())
                    .orElseThrow();
            assertThat(next(sockets, socket)).isEqualTo(SocketState.OPEN);
            client.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            // the end has come when it can be read
            assertThat(accepted.getInputStream().readAllBytes()).hasSize(1);
            assertThat(next(sockets, socket)).isEqualTo(SocketState.HALF_CLOSED);
        }
    }
}
