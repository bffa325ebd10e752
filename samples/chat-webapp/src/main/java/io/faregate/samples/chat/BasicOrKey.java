package io.faregate.samples.chat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Knows a user by HTTP Basic, as browsers send it, and by an API key: {@code Authorization: Bearer KEY}, as OpenAI's
 * clients send it, or {@code X-Api-Key: KEY}, as Anthropic's do.
 */
final class BasicOrKey extends LoginAuthenticator {
    private static final String UNAUTHORIZED = """
            {"type":"error","error":{"message":"Wrong or missing credentials. In this demo bob's API key is bob-key, and \
            so is his password.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""";

    @Override
    public String getAuthenticationType() {
        return Authenticator.BASIC_AUTH;
    }

    @Override
    public @Nullable AuthenticationState validateRequest(Request request, Response response, Callback callback) {
        Login login = Login.in(request.getHeaders());
        UserIdentity user = login == null ? null : login(login.name, login.password, request, response);
        if (user != null) {
            return new UserAuthenticationSucceeded(getAuthenticationType(), user);
        }
        if (AuthenticationState.Deferred.isDeferred(response)) {
            return null;
        }
        response.setStatus(401);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"Faregate demo\"");
        if (!isFromScript(request)) {
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Faregate demo\"");
        }
        if (request.getLength() != 0) {
            // the body stays unread: the connection can not be used again, which its client must hear
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Content.Sink.write(response, true, UNAUTHORIZED, callback);
        return AuthenticationState.CHALLENGE;
    }

    /** A browser opens its own password window for a Basic challenge, above the page that would have asked itself. */
    private static boolean isFromScript(Request request) {
        return request.getHeaders().contains("X-Requested-With");
    }

    /** A name and a password. */
    private record Login(String name, String password) {

        static @Nullable Login in(HttpFields headers) {
            String key = headers.get("X-Api-Key");
            return key == null ? in(headers.get(HttpHeader.AUTHORIZATION)) : ofKey(key);
        }

        private static @Nullable Login in(@Nullable String authorization) {
            int space = authorization == null ? -1 : authorization.indexOf(' ');
            if (authorization == null || space < 0) {
                return null;
            }
            String credentials = authorization.substring(space + 1).trim();
            return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
                case "bearer" -> ofKey(credentials);
                case "basic" -> ofBase64(credentials);
                default -> null;
            };
        }

        private static @Nullable Login ofKey(String key) {
            return key.endsWith(DemoUsers.KEY_ENDING)
                    ? new Login(key.substring(0, key.length() - DemoUsers.KEY_ENDING.length()), key)
                    : null;
        }

        private static @Nullable Login ofBase64(String credentials) {
            try {
                String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? null : new Login(pair.substring(0, colon), pair.substring(colon + 1));
            } catch (IllegalArgumentException notBase64) {
                return null;
            }
        }
    }
}
