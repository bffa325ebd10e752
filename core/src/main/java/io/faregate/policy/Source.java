package io.faregate.policy;

import io.faregate.ride.RequestHead;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the user id or the plan of a caller is.
 *
 * @param from which part of the request
 * @param name the name in that part; empty where there is none
 */
record Source(From from, String name) {
    static final Source PRINCIPAL = new Source(From.PRINCIPAL, "");

    /** The parts of a request that may say who asks. */
    enum From {
        PRINCIPAL,
        ROLE,
        SESSION,
        ATTRIBUTE,
        HEADER,
        CLASS
    }

    /** A source as policies write it, {@code session:userId}. */
    static Source of(String written) {
        int colon = written.indexOf(':');
        String name = written.substring(colon + 1);
        if (colon < 0) {
            return switch (written) {
                case "principal" -> PRINCIPAL;
                case "role" -> new Source(From.ROLE, "");
                default -> new Source(From.CLASS, written);
            };
        }
        return switch (written.substring(0, colon)) {
            case "session" -> new Source(From.SESSION, name);
            case "attribute" -> new Source(From.ATTRIBUTE, name);
            case "header" -> new Source(From.HEADER, name);
            default -> throw new IllegalArgumentException("no source: " + written);
        };
    }

    /** What the request says, or null; a header says something only behind a trusted proxy. */
    @Nullable
    String read(RequestHead head, boolean proxied) {
        return switch (from) {
            case PRINCIPAL -> head.principal().orElse(null);
            case SESSION -> text(head.session(name).orElse(null));
            case ATTRIBUTE -> text(head.attribute(name).orElse(null));
            case HEADER -> proxied ? only(head.headers(name)) : null;
            case ROLE, CLASS -> null;
        };
    }

    /** Two values are one of the proxy and one that the client smuggled in, and nobody knows which is which. */
    private static @Nullable String only(List<String> values) {
        return values.size() == 1 ? values.get(0) : null;
    }

    /** An object of the application may have another text at each login: a new user, with a new budget. */
    private @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Principal principal) {
            return principal.getName();
        }
        if (value instanceof CharSequence || value instanceof Number || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        throw new IllegalStateException(
                from + " " + name + " is a " + value.getClass().getName() + ", not a text, a number or a principal");
    }
}
