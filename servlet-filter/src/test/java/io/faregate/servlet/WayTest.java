package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Containers that are not as they were known: that harms no request, and is said once for each thing that is missed. */
final class WayTest {
    private final List<String> said = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    private <T> Way<T> way(String loss, Way.Finder<T> finder, T none) {
        return new Way<>(loss, Object.class, finder, none, (text, failure) -> said.add(text + ": " + failure));
    }

    private void lose() {
        throw new AssertionError("nobody was lost");
    }

    /** What a container does that has changed. */
    private Object fail(Object of) throws ReflectiveOperationException {
        asked.incrementAndGet();
        throw new ReflectiveOperationException("changed for " + of);
    }

    private MethodHandle failing() throws ReflectiveOperationException {
        return MethodHandles.lookup()
                .findVirtual(WayTest.class, "fail", MethodType.methodType(Object.class, Object.class))
                .bindTo(this);
    }

    @Test
    void oneThatIsNotFoundIsSaidAndLeadsNowhere() {
        Way<String> way = way(
                "nobody looks",
                (type, itself) -> {
                    throw new NoSuchFieldException("hook");
                },
                "none");

        assertThat(way.of("request", this::lose)).isEqualTo("none");
        assertThat(said)
                .containsExactly("This container is not as it was known, so nobody looks; the other senses go on:"
                        + " java.lang.NoSuchFieldException: hook");
    }

    @Test
    void oneThatFailsIsNotTakenAgainAndThatIsSaidOnce() {
        Way<Object> way = way("nobody looks", (type, itself) -> (request, lost) -> fail(request), "none");

        assertThat(way.of("one", this::lose)).isEqualTo("none");
        assertThat(way.of("another", this::lose)).isEqualTo("none");
        assertThat(asked).hasValue(1);
        assertThat(said).hasSize(1);
    }

    @Test
    void theFailureOfAnotherIsSaidToo() {
        Way<Object> one = way("nobody looks", (type, itself) -> (request, lost) -> fail(request), "none");
        Way<Object> other = way("nobody listens", (type, itself) -> (request, lost) -> fail(request), "none");
        one.of("request", this::lose);
        other.of("request", this::lose);

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).contains("so nobody looks;");
        assertThat(said.get(1)).contains("so nobody listens;");
    }

    @Test
    void aWireThatCanNotSayWhetherItIsOpenTurnsItsWayOffForAllRequests() throws Exception {
        MethodHandle question = failing();
        Way<Wire> way = way(
                "nobody looks",
                (type, itself) -> (request, lost) -> new PolledWire(question, request, true, itself),
                Wire.PLAIN);
        Wire one = way.of("one", this::lose);
        Wire another = way.of("another", this::lose);

        assertThat(one.isOpen()).isTrue();
        assertThat(one.isOpen()).isTrue();
        assertThat(another.isOpen()).isTrue();
        assertThat(way.of("a third", this::lose)).isSameAs(Wire.PLAIN);
        assertThat(asked).hasValue(1);
        assertThat(said).hasSize(1);
    }

    /** In Tomcat it is asked before each write of the application's. */
    @Test
    void aWireThatCanNotSayWhetherItHasFailedLetsTheWriteGoOn() throws Exception {
        MethodHandle failure = failing();
        MethodHandle forget = MethodHandles.empty(MethodType.methodType(void.class, Object.class, Object.class));
        Way<Wire> way = way(
                "nobody looks",
                (type, itself) -> (request, lost) -> new TomcatWires.Unfailed(failure, forget, request, itself),
                Wire.PLAIN);
        Wire wire = way.of("request", this::lose);

        assertThat(wire.tryLock()).isFalse();
        assertThat(wire.tryLock()).isFalse();
        assertThat(way.of("next", this::lose)).isSameAs(Wire.PLAIN);
        assertThat(asked).hasValue(1);
        assertThat(said).hasSize(1);
    }

    @Test
    void aMachineThatIsAtItsEndIsNoContainerThatHasChanged() {
        Way<String> way = way(
                "nobody looks",
                (type, itself) -> (request, lost) -> {
                    throw new OutOfMemoryError("planned");
                },
                "none");

        assertThatThrownBy(() -> way.of("request", this::lose)).isInstanceOf(OutOfMemoryError.class);
        assertThat(said).isEmpty();
        assertThat(way.isOff()).isFalse();
    }
}
