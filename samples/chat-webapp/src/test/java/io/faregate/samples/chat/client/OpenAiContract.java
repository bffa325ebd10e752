package io.faregate.samples.chat.client;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import io.faregate.samples.chat.client.Sdk.Question;
import io.faregate.samples.chat.client.Sdk.Told;
import java.util.Map;

/** What openai-java does alike in all of OpenAI's APIs. */
abstract class OpenAiContract extends OfficialSdkContract {

    @Override
    Spent spent() {
        return new Spent(429, "insufficient_quota");
    }

    @Override
    Class<?> exception(int status) {
        return switch (status) {
            case 200 -> SseException.class;
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 403 -> PermissionDeniedException.class;
            default -> RateLimitException.class;
        };
    }

    static OpenAIClient client(String url, Question question) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey(question.key())
                .build();
    }

    static Map<String, JsonValue> further(Question question) {
        return question.field().isEmpty() ? Map.of() : Map.of(question.field(), JsonValue.from(1));
    }

    static Told told(Throwable raised) {
        OpenAIServiceException failure = (OpenAIServiceException) raised;
        return new Told(
                failure.statusCode(),
                failure.getMessage(),
                failure.code().orElse(""),
                failure.headers().values("x-request-id").stream().findFirst().orElse(""));
    }
}
