package io.faregate.body;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What recorded replies say that they used, read from their whole text: no table and no parser of the meters. */
enum RecordedBill {
    ANTHROPIC("anthropic", ".*/v1/messages") {
        @Override
        Optional<Long> prompt(Recording recording) throws IOException {
            return sum(
                    last(recording, "input_tokens"),
                    last(recording, "cache_creation_input_tokens"),
                    last(recording, "cache_read_input_tokens"));
        }

        @Override
        Optional<Long> written(Recording recording) throws IOException {
            return sum(last(recording, "output_tokens"));
        }
    };

    final Pattern urls;
    private final String dialect;

    RecordedBill(String dialect, String urls) {
        this.dialect = dialect;
        this.urls = Pattern.compile(urls);
    }

    abstract Optional<Long> prompt(Recording recording) throws IOException;

    abstract Optional<Long> written(Recording recording) throws IOException;

    Dialect dialect(Recording recording) {
        return Dialects.named(dialect, AppFields.DEFAULT).orElseThrow();
    }

    /** The number that stands behind the last member of a name. */
    static OptionalLong last(Recording recording, String name) throws IOException {
        var member = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(Bodies.text(recording.reply()));
        OptionalLong last = OptionalLong.empty();
        while (member.find()) {
            last = OptionalLong.of(Long.parseLong(member.group(1)));
        }
        return last;
    }

    /** The sum of those that are there; empty when none is. */
    static Optional<Long> sum(OptionalLong... parts) {
        Optional<Long> sum = Optional.empty();
        for (OptionalLong part : parts) {
            if (part.isPresent()) {
                sum = Optional.of(sum.orElse(0L) + part.getAsLong());
            }
        }
        return sum;
    }
}
