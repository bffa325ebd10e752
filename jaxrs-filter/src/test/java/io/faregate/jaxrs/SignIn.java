package io.faregate.jaxrs;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Signs users in when their method is found, as most do. */
final class SignIn implements Feature, ContainerRequestFilter {
    @Override
    public boolean configure(FeatureContext context) {
        context.register((ContainerRequestFilter) this::filter, Priorities.AUTHENTICATION);
        return true;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        String name = context.getHeaderString("X-User");
        context.setSecurityContext(new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return name == null ? null : () -> name;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }

            @Override
            public boolean isSecure() {
                return false;
            }

            @Override
            public String getAuthenticationScheme() {
                return "test";
            }
        });
    }
}
