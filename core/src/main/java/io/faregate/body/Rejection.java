package io.faregate.body;

import io.faregate.ride.Reason;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Ends a scan from any depth. Never leaves this package. */
final class Rejection extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 200;

    private final transient BodyRejected rejected;

    private Rejection(BodyRejected rejected) {
        super(rejected.message(), null, false, false);
        this.rejected = rejected;
    }

    static Rejection of(Reason reason, String message, @Nullable String pointer) {
        return new Rejection(new BodyRejected(reason, message, pointer == null ? null : printable(pointer)));
    }

    static Rejection malformed(String message) {
        return of(Reason.MALFORMED, message, null);
    }

    static Rejection notJson() {
        return malformed("The body is not valid JSON, or has a field twice.");
    }

    static Rejection beyond() {
        return malformed("The body is nested too deeply, or has too many values or too long a name.");
    }

    static Rejection invalid(String pointer, String fault) {
        return of(Reason.INVALID_VALUE, "The field " + dotted(printable(pointer)) + " " + fault + ".", pointer);
    }

    static Rejection notAllowed(String pointer, String hint) {
        String message = "The field " + dotted(printable(pointer)) + " is not allowed on this route" + hint + ".";
        return of(Reason.FIELD_NOT_ALLOWED, message, pointer);
    }

    static Rejection parameter(String name, String hint) {
        String message = "The query parameter " + printable(name) + " is not allowed on this route" + hint + ".";
        return of(Reason.FIELD_NOT_ALLOWED, message, name);
    }

    static Rejection header(String name, String hint) {
        String message = "The header " + printable(name) + " is not allowed on this route" + hint + ".";
        return of(Reason.FIELD_NOT_ALLOWED, message, name);
    }

    BodyRejected rejected() {
        return rejected;
    }

    /** A pointer as most clients write it: {@code messages[0].content}. */
    static String dotted(String pointer) {
        StringBuilder dotted = new StringBuilder();
        for (String step : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
            if (!step.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
                dotted.append('[').append(step).append(']');
            } else {
                dotted.append(dotted.isEmpty() ? "" : ".")
                        .append(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return dotted.toString();
    }

    /** Names come from the body: no control characters, no lone surrogates, not without end. */
    static String printable(String pointer) {
        StringBuilder printable = new StringBuilder();
        pointer.codePoints().limit(LONGEST).forEach(c -> printable.appendCodePoint(isPlain(c) ? c : '?'));
        return printable.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
