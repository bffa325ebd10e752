package io.faregate.samples.chat;

import io.faregate.samples.chat.provider.StandInProvider;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/** Shows on the demo's own port what reached the stand-in: {@code /provider/stats} and {@code /provider/last}. */
final class ProviderWindow extends Handler.Abstract {
    private final Optional<StandInProvider> provider;

    ProviderWindow(Optional<StandInProvider> provider) {
        this.provider = provider;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<String> body =
                provider.isEmpty() ? Optional.empty() : body(Request.getPathInContext(request), provider.get());
        response.setStatus(body.isPresent() ? 200 : 404);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, body.isPresent() ? "application/json" : "text/plain");
        Content.Sink.write(response, true, body.orElseGet(this::why), callback);
        return true;
    }

    private static Optional<String> body(String path, StandInProvider provider) {
        return switch (path) {
            case "/stats" -> Optional.of(JsonMapper.shared().writeValueAsString(provider.stats()));
            case "/last" -> provider.lastRequest();
            default -> Optional.empty();
        };
    }

    private String why() {
        return provider.isEmpty()
                ? "The demo calls a real provider: there is no stand-in to look into.\n"
                : "Nothing to show: there is /provider/stats, and /provider/last after the first request.\n";
    }
}
