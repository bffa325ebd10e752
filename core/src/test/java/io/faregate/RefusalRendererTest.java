package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.RefusalRenderer;
import io.faregate.policy.Policy;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalRendererTest {
    private static final RefusalRenderer PAGE = (refusal, request, standard) -> new Answer(
            402,
            Map.of("content-type", "text/html;charset=UTF-8"),
            "<p>" + refusal.rule() + " " + request.path() + "</p>");

    private static Faregate gate(RefusalRenderer renderer) {
        return Faregate.builder()
                .policy(Policy.builder()
                        .refuseUnlisted()
                        .route("/chat", route -> route.dialect("none"))
                        .build())
                .refusals(renderer)
                .build();
    }

    private static Answer refused(Faregate gate, String path) {
        return ((Decision.Refused) gate.admit(RideRequest.of("POST", path, "").build())).answer();
    }

    @Test
    void anApplicationRefusesInItsOwnWords() {
        try (Faregate gate = gate(PAGE)) {
            Answer answer = refused(gate, "/chat");
            assertThat(answer.status()).isEqualTo(402);
            assertThat(answer.body()).isEqualTo("<p>routes[0].require /chat</p>");
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "text/html;charset=UTF-8")
                    .containsEntry("x-should-retry", "false")
                    .containsKey("Faregate-Ride-Id");
            assertThat(refused(gate, "/other").body()).isEqualTo("<p>unlisted /other</p>");
        }
    }

    @Test
    void aRideThatIsOverIsSaidInTheSameWords() {
        try (Faregate gate = gate(PAGE)) {
            var ride = ((Decision.Admitted) gate.admit(
                            RideRequest.of("POST", "/chat", "").user("alice").build()))
                    .ride();
            assertThat(ride.answer(new RideOverException(Reason.RIDE_SPENT, "caps.steps", "no more"))
                            .body())
                    .isEqualTo("<p>caps.steps /chat</p>");
        }
    }

    @Test
    void aRendererThatFailsLeavesTheStandardAnswer() {
        try (Faregate gate = gate((refusal, request, standard) -> {
            throw new IllegalStateException("planned");
        })) {
            assertThat(refused(gate, "/chat").status()).isEqualTo(401);
        }
        try (Faregate gate = gate((refusal, request, standard) -> null)) {
            assertThat(refused(gate, "/chat").status()).isEqualTo(401);
        }
    }
}
