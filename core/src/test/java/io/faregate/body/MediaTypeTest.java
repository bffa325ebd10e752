package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    private static final Dialect FORM =
            Dialects.named("multipart", AppFields.DEFAULT).orElseThrow();
    private static final Dialect NONE =
            Dialects.named("none", AppFields.DEFAULT).orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/JSON",
                " application/json ",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/json;"
            })
    void jsonInUtf8IsRead(String type) {
        assertThat(CHAT.media(List.of(type), List.of())).isEmpty();
        assertThat(APP.media(List.of(type), List.of("identity"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "text/json",
                "application/json; charset=utf-16",
                "application/json;charset=iso-8859-1",
                "application/json;charset=",
                "application/json;charset=utf-8;charset=utf-16",
                "application/json; x=y",
                "application/vnd.x+json",
                "application/jsonx",
                "application/json, text/plain",
                "application/x-ndjson",
                "application/x-www-form-urlencoded",
                "multipart/form-data;boundary=x",
                "*/*",
                "json",
                "application/json charset=utf-8",
                "application/json\u0000"
            })
    void anyOtherTypeIsRefused(String type) {
        assertThat(CHAT.media(List.of(type), List.of()).orElseThrow().reason())
                .isEqualTo(Reason.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void noTypeAndTwoTypesAreRefused() {
        assertThat(CHAT.media(List.of(), List.of())).isPresent();
        assertThat(CHAT.media(List.of("application/json", "application/json"), List.of()))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "x", "identity, gzip", "gzip, gzip", ""})
    void anEncodedBodyIsRefused(String encoding) {
        assertThat(CHAT.media(List.of("application/json"), List.of(encoding))).isPresent();
        assertThat(CHAT.media(List.of("application/json"), List.of("identity", encoding)))
                .isPresent();
        assertThat(FORM.media(List.of("multipart/form-data; boundary=x"), List.of(encoding)))
                .isPresent();
    }

    @Test
    void aFormWithABoundaryIsRead() {
        assertThat(FORM.media(List.of("multipart/form-data; boundary=----x"), List.of()))
                .isEmpty();
        assertThat(FORM.media(List.of("Multipart/Form-Data;charset=utf-8;Boundary=\"x\""), List.of()))
                .isEmpty();
        assertThat(FORM.media(List.of("multipart/form-data"), List.of())).isPresent();
        assertThat(FORM.media(List.of("multipart/form-data;boundary="), List.of()))
                .isPresent();
        assertThat(FORM.media(List.of("multipart/form-data;boundary=a;boundary=b"), List.of()))
                .isPresent();
        assertThat(FORM.media(List.of("multipart/mixed;boundary=x"), List.of())).isPresent();
        assertThat(FORM.media(List.of("application/json"), List.of())).isPresent();
    }

    @Test
    void aRouteWithoutABodyTakesAnyType() {
        assertThat(NONE.media(List.of("text/plain", "x"), List.of("gzip"))).isEmpty();
    }
}
