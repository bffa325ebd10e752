package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "/chat, /chat, true",
        "/chat, /chats, false",
        "/chat, /chat/, false",
        "/, /, true",
        "/, '', false",
        "/*, '', true",
        "/*, /, true",
        "/*, /a/b, true",
        "/api/*, /api, true",
        "/api/*, /api/, true",
        "/api/*, /api/x/y, true",
        "/api/*, /apis, false",
        "/threads/{id}/chat, /threads/7/chat, true",
        "/threads/{id}/chat, /threads/{id}/chat, true",
        "/threads/{id}/chat, /threads//chat, false",
        "/threads/{id}/chat, /threads/chat, false",
        "/threads/{id}/chat, /threads/7/8/chat, false",
        "/threads/{id}/chat, /threads/7/chat/8, false",
        "/threads/{id}/chat, /threads/7/chats, false",
        "/threads/{id}/chat, /threads/7, false",
        "/threads/{id}, /threads/7, true",
        "/threads/{id}, /threads/, false",
        "/threads/{id}, /threads, false",
        "/{a}/{b}, /7/8, true",
        "/{a}, 7, false",
        "/threads/{id}/*, /threads/7, true",
        "/threads/{id}/*, /threads/7/x/y, true",
        "/threads/{id}/*, /threads, false",
        "/threads/{id}/*, /threads//, false"
    })
    void segmentBySegment(String pattern, String path, boolean matches) {
        assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void itsSegmentsAreNamesAndVariables() {
        assertThat(new PathPattern("/threads/{id}/chat").segments()).containsExactly("threads", "{id}", "chat");
        assertThat(new PathPattern("/api/*").segments()).containsExactly("api");
        assertThat(new PathPattern("/*").segments()).isEmpty();
        assertThat(new PathPattern("/").segments()).isEmpty();
        assertThat(PathPattern.isVariable("{id}")).isTrue();
        assertThat(PathPattern.isVariable("id")).isFalse();
    }

    @Test
    void whateverItIsWrittenOfItMatchesAsARegularExpressionOfItDoes() {
        Random random = new Random(28);
        for (int i = 0; i < 200_000; i++) {
            String pattern = path(random, "a", "b", "{x}") + (random.nextInt(4) == 0 ? "/*" : "");
            String path = path(random, "a", "b", "c", "", "ab");
            String regex = pattern.replace("{x}", "[^/]+").replaceFirst("/\\*$", "(/.*)?");
            PathPattern read = new PathPattern(pattern);
            boolean expected = Pattern.matches(regex, path);
            assertThat(read.matches(path)).as(pattern + " " + path).isEqualTo(expected);
        }
    }

    private static String path(Random random, String... names) {
        StringBuilder path = new StringBuilder();
        for (int segments = 1 + random.nextInt(4); segments > 0; segments--) {
            path.append('/').append(names[random.nextInt(names.length)]);
        }
        return path.toString();
    }
}
