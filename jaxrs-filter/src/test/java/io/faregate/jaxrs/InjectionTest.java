package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ride as what CDI injects; the build runs this with Weld on the class path, and no implementation of JAX-RS. */
final class InjectionTest {
    private final Faregate faregate = Faregate.of(Site.policy("leaving.yaml"));
    private final SeContainer cdi = SeContainerInitializer.newInstance()
            .addBeanClasses(Answers.class, Requests.class)
            .initialize();

    /** What a servlet container's CDI has by itself. */
    static final class Requests {
        static volatile Object ride;

        @Produces
        static HttpServletRequest request() {
            return (HttpServletRequest) Proxy.newProxyInstance(
                    Requests.class.getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (self, method, args) -> Inference.ATTRIBUTE.equals(args[0]) ? ride : null);
        }
    }

    @AfterEach
    void close() {
        cdi.close();
        faregate.close();
    }

    private Inference ride() {
        RideRequest request = RideRequest.of(
                        "POST",
                        "/chats",
                        "{\"model\":\"gpt-5-nano\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .build();
        return ((Decision.Admitted) faregate.admit(request)).inference();
    }

    private String ask(Inference ride) {
        Requests.ride = ride;
        RequestContextController scope =
                cdi.select(RequestContextController.class).get();
        scope.activate();
        try {
            return cdi.select(Answers.class).get().answer("Why?");
        } finally {
            scope.deactivate();
        }
    }

    @Test
    void aResourceHasTheRideOfItsRequest() {
        Inference first = ride();
        Inference second = ride();

        assertThat(ask(first)).isEqualTo("Why?");
        assertThat(ask(second)).isEqualTo("Why?");

        assertThatExceptionOfType(RideOverException.class).isThrownBy(() -> ask(first));
    }

    @Test
    void aRequestThatIsNoRideHasNone() {
        Requests.ride = null;

        assertThat(cdi.select(Inference.class).get()).isNull();
    }
}
