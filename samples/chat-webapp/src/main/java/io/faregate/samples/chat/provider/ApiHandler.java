package io.faregate.samples.chat.provider;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes the POSTs of all APIs. */
final class ApiHandler extends Handler.Abstract {
    private static final Map<String, Api> APIS = Map.of(
            "/v1/chat/completions", new ChatCompletions(),
            "/v1/responses", new Responses(),
            "/v1/messages", new Messages());

    private final Counts counts;
    private final AtomicReference<@Nullable String> lastRequest;

    ApiHandler(Counts counts, AtomicReference<@Nullable String> lastRequest) {
        this.counts = counts;
        this.lastRequest = lastRequest;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Api api = APIS.get(Request.getPathInContext(request));
        if (api == null || !request.getMethod().equals("POST")) {
            return false;
        }
        String body = Content.Source.asString(request, StandardCharsets.UTF_8);
        lastRequest.set(body);
        Exchange exchange = new Exchange(api, counts, ClientLine.of(request), response, callback);
        try {
            exchange.answer(api.read(JsonMapper.shared().readTree(body)));
        } catch (JacksonException malformed) {
            exchange.fail(400, "We could not parse the JSON body of your request.");
        }
        return true;
    }
}
