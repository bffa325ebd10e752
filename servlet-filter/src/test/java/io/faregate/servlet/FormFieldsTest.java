package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.budget.Mode;
import io.faregate.cost.Unit;
import io.faregate.policy.Route;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fields of forms, by whichever way the application reads them: two pictures, a hundred characters of text. */
class FormFieldsTest extends OnEachContainer {
    private static final String EDITS = "/v1/images/edits";
    private static final String TRANSCRIPTS = "/v1/audio/transcriptions";
    private static final Caps CAPS = Caps.of(Map.of(
            Capped.FILES, Cap.of(2),
            Capped.FILE_BYTES, Cap.of(5_000),
            Capped.CHOICES, Cap.of(2),
            Capped.PROMPT_CHARS, Cap.of(100),
            Capped.OUTPUT_TOKENS, Cap.of(2_000)));
    private static final String FILE = file("image");
    private static final String FINE = field("size", "1024x1024") + field("quality", "low");

    /** One way to read a form; each says which {@code n} and which model the application came to see. */
    private enum Way {
        PARTS,
        PART,
        PARAMETER,
        VALUES,
        MAP,
        STREAM,
        READER;

        boolean isStream() {
            return this == STREAM || this == READER;
        }

        String seen(HttpServletRequest request) throws IOException, ServletException {
            return switch (this) {
                case PARTS ->
                    of(request.getParts().stream()
                            .filter(part -> part.getName().equals("n"))
                            .findFirst()
                            .orElse(null));
                case PART -> of(request.getPart("n"));
                case PARAMETER -> String.valueOf(request.getParameter("n"));
                case VALUES -> request.getParameterValues("n")[0];
                case MAP -> request.getParameterMap().get("n")[0];
                case STREAM -> n(new String(request.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
                case READER -> n(String.join("\n", request.getReader().lines().toList()));
            };
        }

        private static String of(Part part) throws IOException {
            return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        private static String n(String form) {
            return form.replaceAll("(?s).*name=\"n\"\\s+(\\d+).*", "$1");
        }
    }

    private static String field(String name, String value) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"" + name
                + "\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n" + "\r\n-".repeat(300) + "\r\n";
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--xYz--\r\n";
    }

    private Site reading(Way way) throws Exception {
        Site site = site().route(Site.route("/v1/images/*", "openai-images", CAPS))
                .route(Site.route("/v1/audio/*", "openai-audio", CAPS));
        Site.Work work = (request, response) -> response.getWriter().print("n=" + way.seen(request));
        for (String path : List.of(EDITS, TRANSCRIPTS)) {
            if (way.isStream()) {
                site.servlet(path, work);
            } else {
                site.formServlet(path, work);
            }
        }
        return site.start();
    }

    /** A container closes a connection whose request it did not read; the client may find out with its next one. */
    private static HttpResponse<String> send(Site site, String path, String form) throws Exception {
        HttpRequest.Builder request = site.to(path)
                .header("Content-Type", "multipart/form-data; boundary=xYz")
                .POST(BodyPublishers.ofString(form, StandardCharsets.UTF_8));
        try {
            return site.send(request);
        } catch (IOException closed) {
            return site.send(request);
        }
    }

    @Test
    void whatTheRouteLetsInReachesTheApplicationEachWay() throws Exception {
        String form = form(
                field("model", "mini"),
                field("n", "2"),
                field("prompt", "äöü"),
                FINE,
                FILE,
                FILE.replace("image", "mask"));
        for (Way way : Way.values()) {
            try (Site site = reading(way)) {
                assertThat(send(site, EDITS, form).body()).as("%s", way).isEqualTo("n=2");
                var record = site.record();
                assertThat(record.usage().get(Unit.FILES)).isEqualTo(2);
                assertThat(record.usage().get(Unit.GENERATED_IMAGES)).isEqualTo(2);
            }
        }
    }

    @Test
    void whatWouldHaveToBeChangedIsRefusedEachWay() throws Exception {
        Map<String, Integer> forms = Map.ofEntries(
                Map.entry(form(field("n", "3"), FINE, FILE), 413),
                Map.entry(form(field("n", "9".repeat(40)), FINE, FILE), 400),
                Map.entry(form(field("n", "2"), field("model", "large"), FINE, FILE), 403),
                Map.entry(form(field("n", "2"), field("model", " mini"), FINE, FILE), 403),
                Map.entry(form(field("n", "2"), field("prompt", "x".repeat(101)), FINE, FILE), 413),
                Map.entry(form(field("n", "2"), FINE.replace("low", "high"), FILE), 413),
                Map.entry(form(field("n", "2"), FINE.replace("1024x", "9999x"), FINE, FILE), 413),
                Map.entry(form(field("n", "2"), FILE), 413));
        for (Way way : Way.values()) {
            try (Site site = reading(way)) {
                for (Map.Entry<String, Integer> form : forms.entrySet()) {
                    assertThat(send(site, EDITS, form.getKey()).statusCode())
                            .as("%s %s", way, form.getKey())
                            .isIn(form.getValue(), form.getKey().contains("9999x") ? 400 : form.getValue());
                }
            }
        }
    }

    @Test
    void whatIsNotInTheTableOrChoosesBehindAFileIsRefusedEachWay() throws Exception {
        List<String> forms = List.of(
                form(field("n", "1"), field("n", "1"), FINE, FILE),
                form(field("N", "1"), FINE, FILE),
                form(field("n", "1"), field("store", "true"), FINE, FILE),
                form(field("n", "1"), field("frame_count", "1"), FINE, FILE),
                form(FINE, FILE, field("n", "1")),
                form(FINE, field("n", "1"), FILE, field("model", "mini")),
                form(field("n", "1"), FILE, FINE),
                form(field("n", "1"), FINE, file("n")),
                form(field("n", "1"), FINE, file("prompt")),
                form(field("n", "1"), FINE, field("image", "no file")),
                form(field("n", "1"), FINE, field("stream", "TRUE"), FILE),
                form(field("n", "1"), field("quality", "max"), field("size", "1024x1024"), FILE),
                form(field("n", "0"), FINE, FILE),
                form(field("n", "-1"), FINE, FILE),
                form(field("n", " 1"), FINE, FILE),
                form(field("n", "1.0"), FINE, FILE),
                form(field("n", "+1"), FINE, FILE),
                form(field("n", "١"), FINE, FILE),
                form(field("n", ""), FINE, FILE));
        for (Way way : Way.values()) {
            try (Site site = reading(way)) {
                for (String form : forms) {
                    assertThat(send(site, EDITS, form).statusCode())
                            .as("%s %s", way, form)
                            .isIn(400, 413);
                }
            }
        }
    }

    /** A parameter of the query comes first where both have one. */
    @Test
    void aQueryThatNamesAFieldOfTheFormIsRefused() throws Exception {
        String form = form(field("n", "1"), FINE, FILE);
        for (Way way : List.of(Way.PARAMETER, Way.VALUES, Way.MAP)) {
            try (Site site = reading(way)) {
                for (String query : List.of("n=9", "%6E=9", "a=b&n=9", "n", "model=large", "a;n=9")) {
                    assertThat(send(site, EDITS + "?" + query, form).statusCode())
                            .as("%s %s", way, query)
                            .isEqualTo(400);
                }
                assertThat(send(site, EDITS + "?api-version=1", form).body()).isEqualTo("n=1");
            }
        }
    }

    /** Whatever a container makes of these, no application sees more than the route lets in. */
    @Test
    void aFormThatParsersReadInSeveralWaysNeverGivesMore() throws Exception {
        String nine = field("n", "9");
        List<String> forms = List.of(
                form(field("n", "1"), nine.replace("\r\n", "\n"), FINE, FILE),
                form(field("n", "1").replace("\r\n", "\n"), nine.replace("\r\n", "\r"), FINE, FILE),
                form(field("n", "1") + "\n--xYz\n" + nine.substring(7), FINE, FILE),
                form("preamble\r\n" + nine, FINE, FILE),
                form(field("n", "1"), FINE, FILE) + nine,
                form(field("n", "1"), FINE, FILE) + "\r\n" + form(nine),
                form(nine.replace("--xYz\r\n", "--xYz \t\r\n"), FINE, FILE),
                form(nine.replace("--xYz\r\n", "--xYz--\r\n"), FINE, FILE),
                form(nine.replace("Content-Disposition: ", "Content-Disposition:\r\n "), FINE, FILE),
                form(nine.replace("Content-Disposition: ", "content-disposition : "), FINE, FILE),
                form(nine.replace("name=\"n\"", "name=\"prompt\"; name=\"n\""), FINE, FILE),
                form(nine.replace("name=\"n\"", "name=\"n\"; name=\"prompt\""), FINE, FILE),
                form(nine.replace("name=\"n\"", "name*=utf-8''n; name=\"prompt\""), FINE, FILE),
                form(nine.replace("name=\"n\"", "name=\"\\n\""), FINE, FILE),
                form(nine.replace("name=\"n\"", "name=n"), FINE, FILE),
                form(nine.replace("name=\"n\"", "name='n'"), FINE, FILE),
                form(nine.replace("name=\"n\"", "name=\"n\"; filename=\"\""), FINE, FILE),
                form(nine.replace("name=\"n\"", "x=\"a\\\"; name=\"n\"; y=\"b\""), FINE, FILE),
                form(
                        nine.replace("\r\n\r\n", "\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n"),
                        FINE,
                        FILE),
                form(nine.replace("\r\n\r\n", "\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n"), FINE, FILE),
                form(
                        field("n", "=39")
                                .replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"),
                        FINE,
                        FILE),
                form(
                        field("n", "OQ==").replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
                        FINE,
                        FILE),
                form(nine.replace("--xYz", "\u0000--xYz"), FINE, FILE),
                form(field("n", "1"), FINE, FILE, "--xYz\r\n\r\n9\r\n"),
                field("n", "9") + FINE + FILE);
        for (Way way : Way.values()) {
            try (Site site = reading(way)) {
                for (String form : forms) {
                    var response = send(site, EDITS, form);
                    boolean isLittle = response.body().matches("n=(1|null)?");
                    assertThat(response.statusCode() >= 400 || isLittle)
                            .as("%s %s\n%s %s", way, form, response.statusCode(), response.body())
                            .isTrue();
                    assertThat(way.isStream() && response.statusCode() == 200)
                            .as("%s %s", way, form)
                            .isFalse();
                }
            }
        }
    }

    /** The prompt has another {@code n} in it, for whoever loses his place in the form. */
    @Test
    void noMutantOfAFormGivesAnApplicationMore() throws Exception {
        String hidden = "x\r\n--xY\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n9\r\n";
        String form = form(field("n", "1"), field("user", hidden), FINE, FILE);
        Random random = new Random(14);
        int letIn = 0;
        for (Way way : List.of(Way.PARAMETER, Way.PART)) {
            try (Site site = reading(way)) {
                for (int i = 0; i < 400; i++) {
                    String seen = seen(site, EDITS, mutant(form, random));
                    letIn += seen.isEmpty() ? 0 : 1;
                    assertThat(seen).isIn("", "n=1", "n=null", "n=2");
                }
            }
        }
        assertThat(letIn).isPositive();
    }

    /** What is let in as a stream, a container's own parser reads as it was checked. */
    @Test
    void noMutantThatPassesAsAStreamIsMoreToTheContainer() throws Exception {
        String hidden = "x\r\n--xY\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n9\r\n";
        String form = form(field("n", "1"), field("user", hidden), FINE, FILE);
        Random random = new Random(15);
        int letIn = 0;
        Site site = site().route(Site.route("/v1/images/*", "openai-images", CAPS))
                .servlet(EDITS, (request, response) -> {
                    request.getInputStream().readAllBytes();
                    response.getWriter().print("n=1");
                })
                .formServlet(
                        "/plain", (request, response) -> response.getWriter().print("n=" + request.getParameter("n")));
        try (Site open = site.start()) {
            for (int i = 0; i < 1_500; i++) {
                String mutant = mutant(form, random);
                if (!seen(open, EDITS, mutant).isEmpty()) {
                    letIn++;
                    assertThat(seen(open, "/plain", mutant)).as(mutant).isIn("", "n=1", "n=null", "n=2");
                }
            }
        }
        assertThat(letIn).isGreaterThan(50);
    }

    private static String seen(Site site, String path, String form) {
        try {
            HttpResponse<String> response = send(site, path, form);
            boolean isNumber = response.statusCode() == 200 && response.body().length() < 10;
            return isNumber ? response.body() : "";
        } catch (Exception hungUp) {
            return "";
        }
    }

    private static String mutant(String form, Random random) {
        StringBuilder mutant = new StringBuilder(form);
        String[] pieces = {"\r\n", "\n", "\r", "--xYz", "--", "\"", ";", " ", "name=\"n\"", ":", "z", "\r\n\r\n", "9"};
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(Math.min(500, mutant.length()));
            int length = random.nextInt(3) * random.nextInt(8);
            int end = Math.min(mutant.length(), at + length);
            mutant.replace(at, end, random.nextBoolean() ? pieces[random.nextInt(pieces.length)] : "");
        }
        return mutant.toString();
    }

    @Test
    void fieldsAreBoundedTogetherEachWay() throws Exception {
        String form = form(FINE, field("user", "x".repeat(70_000)));
        for (Way way : Way.values()) {
            try (Site site = reading(way)) {
                assertThat(send(site, EDITS, form).statusCode()).as("%s", way).isEqualTo(413);
            }
        }
    }

    @Test
    void aRecordingIsHeldBySecondsAndItsFormatMustReportUsage() throws Exception {
        try (Site site = reading(Way.STREAM)) {
            String sound = file("file").replace("image/png", "audio/mpeg");
            assertThat(send(site, TRANSCRIPTS, form(field("response_format", "json"), sound))
                            .statusCode())
                    .isEqualTo(200);
            var record = site.record();
            assertThat(record.usage().get(Unit.AUDIO_INPUT_SECONDS)).isBetween(1L, 3L);
            for (String format : List.of("text", "srt", "vtt", "JSON")) {
                assertThat(send(site, TRANSCRIPTS, form(field("response_format", format), sound))
                                .statusCode())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void anObservedRouteRefusesNoField() throws Exception {
        Route enforced = Site.route("/v1/images/*", "openai-images", CAPS);
        Route observed = new Route(
                enforced.rule(),
                enforced.path(),
                enforced.methods(),
                enforced.dialect(),
                enforced.require(),
                enforced.caps(),
                enforced.limits(),
                enforced.model(),
                enforced.tools(),
                enforced.messages(),
                Mode.OBSERVE);
        String hostile = form(field("n", "9"), field("n", "9"), field("x", "y"), FILE) + "epilogue";
        for (Way way : List.of(Way.STREAM, Way.PARAMETER)) {
            Site site = site().route(observed);
            Site.Work work = (request, response) -> response.getWriter().print("n=" + way.seen(request));
            try (Site open = (way.isStream() ? site.servlet(EDITS, work) : site.formServlet(EDITS, work)).start()) {
                assertThat(send(open, EDITS, hostile).body()).as("%s", way).isEqualTo("n=9");
                assertThat(open.record().usage().get(Unit.FILES)).isEqualTo(1);
            }
        }
    }

    @Test
    void theSamePathInJsonIsNoForm() throws Exception {
        try (Site site = reading(Way.STREAM)) {
            assertThat(site.post(EDITS, "{\"prompt\":\"x\"}").statusCode()).isEqualTo(415);
            assertThat(send(site, "/v1/images/generations", form(FILE)).statusCode())
                    .isIn(404, 415);
            assertThat(send(site, "/v1/images/Edits", form(FILE)).statusCode()).isIn(404, 415);
        }
    }
}
