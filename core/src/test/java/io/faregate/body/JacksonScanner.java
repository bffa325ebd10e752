package io.faregate.body;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Scans with Jackson's tokens over the body's own bytes. Names must stay canonicalised: without that Jackson reads
 * bytes through a Reader, which takes broken UTF-8 and knows no byte offsets.
 */
final class JacksonScanner implements BodyScanner {
    static final int DEEPEST = 64;
    static final int LONGEST_NAME = 256;
    static final int MOST_TOKENS = 500_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_NAME)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    private final Fields fields;

    JacksonScanner(Fields fields) {
        this.fields = fields;
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        try {
            checkEncoding(body, length);
            return new ScannedBody(body, length, fields, walk(body, length, origin));
        } catch (Rejection rejection) {
            return rejection.rejected();
        } catch (StreamConstraintsException beyond) {
            return Rejection.malformed("The body is nested too deeply, or has too many values or too long a name.")
                    .rejected();
        } catch (JacksonException malformed) {
            return Rejection.malformed("The body is not valid JSON, or has a field twice.")
                    .rejected();
        }
    }

    private Findings walk(byte[] body, int length, Origin origin) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body, 0, length)) {
            return new JacksonWalk(parser, body, length, origin).walk(fields.root());
        }
    }

    /** A zero byte is in no JSON text, but in all of UTF-16 and UTF-32. */
    private static void checkEncoding(byte[] body, int length) {
        for (int i = 0; i < Math.min(4, length); i++) {
            if (body[i] == 0) {
                throw Rejection.malformed("The body is not UTF-8.");
            }
        }
        if (!Utf8.isStrict(body, length)) {
            throw Rejection.malformed("The body is not UTF-8.");
        }
        if (length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            throw Rejection.malformed("The body begins with a byte order mark.");
        }
    }
}
