package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventEndTest {

    private static EventEnd after(String text, int cut) {
        EventEnd end = new EventEnd(true);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += cut) {
            end.written(bytes, from, Math.min(cut, bytes.length - from));
        }
        return end;
    }

    @Test
    void anEventEndsWithABlankLineHoweverItIsSplit() {
        for (String text :
                List.of("", "data: a\n\n", "data: a\r\n\r\n", "data: a\r\r", "data: a\n\r\n", ":\n\n\n", "\n\n")) {
            for (int cut = 1; cut <= Math.max(1, text.length()); cut++) {
                assertThat(after(text, cut).isHere()).as("%s by %s", text, cut).isTrue();
            }
        }
    }

    @Test
    void aLineEndIsNoBlankLineHoweverItIsSplit() {
        for (String text :
                List.of("data: a", "data: a\n", "data: a\r\n", "data: a\r", "\n\ndata", "data: a\n\nb\r\n")) {
            for (int cut = 1; cut <= text.length(); cut++) {
                assertThat(after(text, cut).isHere()).as("%s by %s", text, cut).isFalse();
            }
        }
    }

    @Test
    void whatWasWrittenBeforeIsNotKnownUntilAnEventEnds() {
        EventEnd end = new EventEnd(false);
        assertThat(end.isHere()).isFalse();
        end.written(new byte[] {'\n'}, 0, 1);
        assertThat(end.isHere()).isFalse();
        end.written(new byte[] {'\n'}, 0, 1);
        assertThat(end.isHere()).isTrue();
    }

    @Test
    void whatWasDroppedIsForgotten() {
        EventEnd end = after("data: a\r", 8);
        end.dropped();
        assertThat(end.isHere()).isTrue();
    }
}
