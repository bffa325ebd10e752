package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision.Admitted;
import io.faregate.Ride;
import io.faregate.ride.RideRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OtherAdapterTest extends OnEachContainer {
    private static final String HELLO = "{\"message\":\"Hello\"}";

    /** As when a resource of JAX-RS, which its own feature guards, forwards to a page behind the filter. */
    @Test
    void aRequestThatAnotherAdapterHasLetInIsNotChargedAgain() throws Exception {
        AtomicReference<Site> started = new AtomicReference<>();
        try (Site site = site().before((request, response, chain) -> {
                    RideRequest asked = RideRequest.of("POST", "/app", HELLO).build();
                    Admitted admitted = (Admitted) started.get().faregate().admit(asked);
                    request.setAttribute(Ride.ATTRIBUTE, admitted.ride());
                    chain.doFilter(request, response);
                    admitted.ride().finish(200, null);
                })
                .servlet("/app", (request, response) -> response.getWriter().write("ok"))
                .start()) {
            started.set(site);

            var reply = site.post("/app", HELLO);

            assertThat(reply.body()).isEqualTo("ok");
            assertThat(reply.headers().firstValue(ServletRide.ID_HEADER)).isEmpty();
            site.record();
            assertThat(site.records).isEmpty();
        }
    }
}
