package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstRidesTest {
    private final List<String> said = new ArrayList<>();
    private final FirstRides rides = new FirstRides(said::add);
    private final Faregate faregate = Faregate.of(Policy.builder()
            .route("/open", route -> route.dialect("none").anyone())
            .route("/users", route -> route.dialect("none"))
            .build());

    @AfterEach
    void close() {
        faregate.close();
    }

    /** A request of which only its async support is asked. */
    private static HttpServletRequest request(boolean async) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FirstRidesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, args) -> {
                    assertThat(method.getName()).isEqualTo("isAsyncSupported");
                    return async;
                });
    }

    private Decision ask(String path, String user) {
        RideRequest.Builder request = RideRequest.of("POST", path, "{}");
        return faregate.admit((user == null ? request : request.user(user)).build());
    }

    private void see(int times, Decision decision) {
        for (int i = 0; i < times; i++) {
            rides.saw(request(true), decision);
        }
    }

    @Test
    void missingAsyncSupportIsSaidOnceInOneLine() {
        for (int i = 0; i < 5; i++) {
            rides.saw(request(false), ask("/open", "alice"));
        }
        assertThat(said)
                .singleElement()
                .asString()
                .contains("<async-supported>true")
                .doesNotContain("\n");
    }

    @Test
    void ridesThatAllHaveNoUserAreSaidOnce() {
        see(10, ask("/open", null));
        see(9, ask("/users", null));
        assertThat(said).isEmpty();
        see(30, ask("/open", null));
        assertThat(said)
                .singleElement()
                .asString()
                .contains("No user was seen in the first 20")
                .doesNotContain("\n");
    }

    @Test
    void oneUserIsEnough() {
        see(19, ask("/open", null));
        see(1, ask("/users", "alice"));
        see(100, ask("/open", null));
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsNotGuardedSaysNothing() {
        rides.saw(request(false), ask("/elsewhere", null));
        rides.saw(request(false), ask("/users", null));
        assertThat(said).isEmpty();
    }
}
