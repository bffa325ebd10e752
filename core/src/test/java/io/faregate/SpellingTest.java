package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpellingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat",
                "/v1/chat/",
                "//v1//chat",
                "/V1/CHAT",
                "/v1/./chat",
                "/x/../v1/chat",
                "/../v1/chat",
                "/v1/chat;jsessionid=x",
                "/v1;a=b/chat",
                "/v1/chat.",
                "/v1/chat. . ",
                "/v1./chat",
                "/v1/chat\u0000",
                "\\v1\\chat",
                "/v1/x/..;a/chat",
                "v1/chat"
            })
    void oneSpellingForAll(String path) {
        assertThat(Spelling.plain(path)).isEqualTo("/v1/chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/chats", "/v1/chat.json", "/v1/chat-2", "/v1/chat/x", "/.x", "/%63hat", "/a.b/c"})
    void otherPathsStayTheirOwn(String path) {
        assertThat(Spelling.plain(path)).isEqualTo(path);
    }

    @Test
    void nothingIsTheRoot() {
        assertThat(Spelling.plain("")).isEqualTo("/");
        assertThat(Spelling.plain("//.")).isEqualTo("/");
    }
}
