package io.faregate.samples.jaxrs.app;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Base64;
import java.util.Map;

/** Signs users in, by Basic authentication. Of whom it does not know, the gate says what they may do. */
@Priority(Priorities.AUTHENTICATION)
public final class SignIn implements ContainerRequestFilter {
    /** What Basic authentication sends, and the role it gives. */
    private static final Map<String, String> ROLES = Map.of("alice:alice-key", "free", "bob:bob-key", "pro");

    @Override
    public void filter(ContainerRequestContext context) {
        String said = context.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (said != null) {
            ROLES.forEach((credentials, role) -> {
                if (isSame(said, credentials)) {
                    context.setSecurityContext(new SignedIn(credentials.split(":", 2)[0], role));
                }
            });
        }
    }

    private static boolean isSame(String said, String credentials) {
        String expected = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private record SignedIn(String name, String role) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String asked) {
            return role.equals(asked);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return BASIC_AUTH;
        }
    }
}
