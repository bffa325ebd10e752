package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes with variables, found by whatever a framework may take for one of their paths. */
final class RouteIndexTest {
    private final RouteIndex index = index("/threads/{id}/chat", "/threads/new/chat", "/threads/*", "/files/{name}");

    private static RouteIndex index(String... paths) {
        var policy = Policy.builder();
        for (String path : paths) {
            policy.route(path, route -> route.dialect("none").anyone());
        }
        return new RouteIndex(policy.build().routes());
    }

    private List<String> all(String path) {
        return index.all(path).stream().map(Route::path).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/threads/7/chat",
                "/THREADS/7/Chat/",
                "//threads//7//chat",
                "/threads/7;a=b/chat;c",
                "/threads;x/7/chat",
                "/threads/7/./chat",
                "/x/../threads/7/chat",
                "/threads/7/chat.",
                "/threads/7/chat\0.html",
                "/threads/a%2Fb/chat",
                "/threads/a%2fb%5Cc/chat",
                "/threads/a\\b/chat",
                "/threads%2f7%2fchat",
                "/threads/%2f/chat",
                "/threads/%2f/chat//",
                "/threads/%2f/chat;a/ /",
                "/threads/../chat",
                "/threads/..;a/chat",
                "/threads/./chat",
                "/threads/ /chat",
                "/threads/.../chat",
                "/threads/;a/chat",
                "/threads/\0/chat",
                "/threads/a\0b/chat",
                "/x/../threads/a%2fb/chat",
                "/threads/x/..%2f7/chat"
            })
    void aVariableIsWhateverAFrameworkMayTakeForASegment(String path) {
        assertThat(all(path)).contains("/threads/{id}/chat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/threads/7",
                "/threads/chat",
                "/threads//chat",
                "/threads/7/8/chat",
                "/threads/7/chat/8",
                "/threads/7/chats",
                "/thread/7/chat",
                "/x/threads/7/chat",
                "/threads/%2f/chats",
                "/x/%2f/chat",
                "/threads/;a/chats"
            })
    void andNothingElse(String path) {
        assertThat(all(path)).doesNotContain("/threads/{id}/chat");
    }

    @Test
    void onePathComesBeforeVariablesAndTheseBeforeAPrefix() {
        assertThat(all("/Threads/new/chat")).containsExactly("/threads/new/chat", "/threads/{id}/chat", "/threads/*");
    }

    @Test
    void aVariableAtTheEndIsOneSegment() {
        assertThat(all("/files/a.pdf")).containsExactly("/files/{name}");
        assertThat(all("/files/a/b.pdf")).isEmpty();
        assertThat(all("/files")).isEmpty();
        assertThat(all("/files/a%2fb.pdf")).containsExactly("/files/{name}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/threads/..;/x",
                "/threads/..%2Fx",
                "/threads/..%5cx",
                "/threads/..\\x",
                "/threads/../x",
                "/threads/%2F../../x",
                "/threads/a/..;/..;/x",
                "/x/..;/threads/y/..;/..;/z",
                "/THREADS/..;/x",
                "/threads/\0/../../x"
            })
    void aPrefixIsTheirsWhoTakeNoWayUp(String path) {
        assertThat(all(path)).contains("/threads/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/thread/..;/x", "/x/..;/thread/x", "/x;/threads", "/x/../y/;/threads", "/threadss/%2f"})
    void andNoOthers(String path) {
        assertThat(all(path)).doesNotContain("/threads/*");
    }

    @Test
    void onePathIsTheirsTooWhoDropAnEmptySegmentOnTheWayUp() {
        assertThat(all("/threads/new/%2f../chat")).contains("/threads/new/chat");
        assertThat(all("/threads/new//../chat")).contains("/threads/new/chat");
    }

    @Test
    void aRouteIsFoundByItsOwnNameToo() {
        assertThat(index.exactly("/threads/{id}/chat")).singleElement().returns("/threads/{id}/chat", Route::path);
    }
}
