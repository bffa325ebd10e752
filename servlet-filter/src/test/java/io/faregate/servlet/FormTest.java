package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.cost.Unit;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A form may have two files of a thousand bytes each. */
class FormTest extends OnEachContainer {
    private static final int FILE = 1000;
    private static final int MOST = 2 * FILE + 64 * 1024;
    private static final String TYPE = "multipart/form-data; boundary=xYz";

    private Site reading(FormWay way) {
        Site site = site().cap(Capped.FILES, 2).cap(Capped.FILE_BYTES, FILE);
        Site.Work work = (request, response) -> {
            way.read(request);
            response.getWriter().print("read");
        };
        return way.isStream() ? site.servlet("/upload", work) : site.formServlet("/upload", work);
    }

    private static String field(String name, String value) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(int bytes) {
        return file("a.txt", bytes);
    }

    private static String file(String name, int bytes) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + "x".repeat(bytes) + "\r\n";
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--xYz--\r\n";
    }

    private static HttpResponse<String> send(Site site, String type, BodyPublisher body) throws Exception {
        return site.send(site.to("/upload?q=1").header("Content-Type", type).POST(body));
    }

    private static HttpResponse<String> send(Site site, String form) throws Exception {
        return send(site, TYPE, BodyPublishers.ofString(form));
    }

    private static BodyPublisher chunked(String form) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void filesWithinTheCapsAreCountedEachWay() throws Exception {
        for (FormWay way : FormWay.values()) {
            try (Site site = reading(way).start()) {
                var response = send(site, form(field("prompt", "b"), file(FILE), file(FILE)));
                assertThat(response.body()).as("%s", way).isEqualTo("read");
                assertThat(site.record().usage().get(Unit.FILES)).as("%s", way).isEqualTo(2);
            }
        }
    }

    @Test
    void oneFileTooManyIsRefusedEachWay() throws Exception {
        for (FormWay way : FormWay.values()) {
            try (Site site = reading(way).start()) {
                var response = send(site, form(file(1), file(1), file(1)));
                assertThat(response.statusCode()).as("%s", way).isEqualTo(413);
                assertThat(response.body()).as("%s", way).contains("\"rule\":\"caps.files\"");
                assertThat(site.record().outcome().rule()).isEqualTo("caps.files");
            }
        }
    }

    @Test
    void aFileTooLargeIsRefusedEachWay() throws Exception {
        for (FormWay way : FormWay.values()) {
            try (Site site = reading(way).start()) {
                var response = send(site, form(field("prompt", "b"), file(FILE + 1)));
                assertThat(response.statusCode()).as("%s", way).isEqualTo(413);
                assertThat(response.body()).as("%s", way).contains("\"rule\":\"caps.file-bytes\"");
            }
        }
    }

    @Test
    void fieldsAndFilesThatWereNotChosenAreNoFiles() throws Exception {
        for (FormWay way : FormWay.values()) {
            try (Site site = reading(way).start()) {
                var response = send(
                        site,
                        form(field("prompt", "x".repeat(3 * FILE)), file("", 0), file("", 0), file("", 0), file(1)));
                assertThat(response.body()).as("%s", way).isEqualTo("read");
                assertThat(site.record().usage().get(Unit.FILES)).as("%s", way).isEqualTo(1);
            }
        }
    }

    @Test
    void aFormThatDeclaresTooMuchIsRefusedUnread() throws Exception {
        try (Site site = reading(FormWay.PARTS).start()) {
            var response = send(site, form(field("prompt", "x".repeat(MOST))));
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    /** The container would read all of it before it could be counted. */
    @Test
    void aChunkedFormCanNotBeReadAsParts() throws Exception {
        for (FormWay way : FormWay.values()) {
            try (Site site = reading(way).start()) {
                var response = send(site, TYPE, chunked(form(field("prompt", "1"), file(1))));
                assertThat(response.statusCode()).as("%s", way).isEqualTo(way.isStream() ? 200 : 413);
            }
        }
    }

    @Test
    void aChunkedFormIsReadToItsMostAndNoFurther() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Filter counting = (request, response, chain) ->
                chain.doFilter(new CountedRequest((HttpServletRequest) request, taken), response);
        for (FormWay way : List.of(FormWay.STREAM, FormWay.BYTES, FormWay.READER)) {
            taken.set(0);
            try (Site site = reading(way).before(counting).start()) {
                var response = send(site, TYPE, chunked(form(field("prompt", "x".repeat(2 * MOST)))));
                assertThat(response.statusCode()).as("%s", way).isEqualTo(413);
                assertThat(response.body()).contains("\"reason\":\"body_too_large\"");
                assertThat(taken).as("%s", way).hasValueLessThanOrEqualTo(MOST + 1);
            }
        }
    }

    @Test
    void aBoundaryInDoubtIsRefused() throws Exception {
        List<String> types = List.of(
                "multipart/form-data; boundary=no; boundary=xYz",
                "multipart/form-data; boundary=xYz; boundary=no",
                "multipart/form-data; boundary=\"x\\Yz\"",
                "multipart/form-data; boundary*=utf-8''xYz",
                "multipart/form-data");
        try (Site site = reading(FormWay.STREAM).start()) {
            for (String type : types) {
                var response = send(site, type, BodyPublishers.ofString(form(file(1), file(1), file(1))));
                assertThat(response.statusCode()).as(type).isEqualTo(415);
            }
        }
    }

    @Test
    void aNameInAnyDressIsAFile() throws Exception {
        List<String> headers = List.of(
                "Content-Disposition: form-data; name=f; FileName=a",
                "content-disposition: form-data; name=f; filename*=UTF-8''a",
                "Content-Disposition: form-data;\r\n name=f;\r\n filename=a",
                "X: " + "y".repeat(9000) + "\r\nContent-Disposition: form-data; name=f");
        try (Site site = reading(FormWay.STREAM).start()) {
            for (String header : headers) {
                String part = "--xYz\r\n" + header + "\r\n\r\nx\r\n";
                assertThat(send(site, form(part, part, part)).statusCode())
                        .as(header)
                        .isIn(400, 413);
            }
        }
    }

    @Test
    void anotherMediaTypeIsRefused() throws Exception {
        try (Site site = reading(FormWay.PARTS).start()) {
            assertThat(send(site, "application/x-www-form-urlencoded", BodyPublishers.ofString("a=b"))
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @Test
    void theSamePartsAreCountedOnce() throws Exception {
        Site.Work work = (request, response) -> {
            assertThat(request.getParts()).hasSize(2);
            assertThat(request.getParts()).hasSize(2);
            assertThat(request.getPart("f").getSize()).isEqualTo(5);
            assertThat(request.getParameter("prompt")).isEqualTo("b");
            request.getRequestDispatcher("/plain").forward(request, response);
        };
        try (Site site = site().cap(Capped.FILES, 1)
                .formServlet("/upload", work)
                .formServlet(
                        "/plain",
                        (request, response) ->
                                response.getWriter().print(request.getParts().size()))
                .start()) {
            assertThat(send(site, form(field("prompt", "b"), file(5))).body()).isEqualTo("2");
            assertThat(site.record().usage().get(Unit.FILES)).isEqualTo(1);
        }
    }

    @Test
    void aReadListenerIsCountedToo() throws Exception {
        Site.Work work = (request, response) -> {
            request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new Draining(in, request, response));
        };
        try (Site site = site().cap(Capped.FILES, 2).servlet("/upload", work).start()) {
            String form = form(file(9), file(20_000));
            assertThat(send(site, TYPE, chunked(form)).body()).isEqualTo("" + form.length());
            assertThat(site.record().usage().get(Unit.FILES)).isEqualTo(2);
            var refused = send(site, form(file(1), file(1), file(1)));
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("this route takes 2.");
            assertThat(site.record().outcome().rule()).isEqualTo("caps.files");
            assertThat(site.store.endings).hasSize(2);
        }
    }

    private record Draining(
            ServletInputStream in, HttpServletRequest request, HttpServletResponse response, List<Integer> counts)
            implements ReadListener {
        Draining(ServletInputStream in, HttpServletRequest request, HttpServletResponse response) {
            this(in, request, response, new ArrayList<>());
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] some = new byte[512];
            while (in.isReady()) {
                int count = in.read(some);
                if (count < 0) {
                    return;
                }
                counts.add(count);
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            response.getWriter().print(counts.stream().mapToInt(count -> count).sum());
            request.getAsyncContext().complete();
        }

        @Override
        public void onError(Throwable failure) {
            try {
                response.getWriter().print(failure.getMessage());
            } catch (IOException lost) {
                throw new IllegalStateException(lost);
            }
            request.getAsyncContext().complete();
        }
    }
}
