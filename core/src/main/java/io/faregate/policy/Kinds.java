package io.faregate.policy;

import io.faregate.body.Claim;
import io.faregate.body.Dialects;
import io.faregate.budget.Mode;
import io.faregate.cost.Money;
import io.faregate.policy.Scalar.Numbers;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words and numbers that values are made of. Patterns are written so that JSON Schema understands them too; what
 * repeats a group is of bounded length, for that takes stack.
 */
final class Kinds {
    static final Scalar<Long> VERSION = Scalar.number("1", "1", Numbers.WHOLE, Long::valueOf);
    static final Scalar<Long> COUNT =
            Scalar.number("a whole number like 800", "[0-9]{1,18}", Numbers.WHOLE, Long::valueOf);
    static final Scalar<Money> MONEY =
            Scalar.number("dollars like 0.50", "[0-9]{1,9}(?:\\.[0-9]{1,9})?", Numbers.DECIMAL, Money::of);
    static final Scalar<String> PRICE = Scalar.number(
            "dollars for a million tokens like 15.00, more than 0",
            "(?=.*[1-9])[0-9]{1,6}(?:\\.[0-9]{1,6})?",
            Numbers.POSITIVE,
            Function.identity());
    static final Scalar<Long> SIZE = Scalar.number(
            "a size like 5MB, 64KB or a number of bytes", "[0-9]{1,12}(?:B|KB|MB|GB)?", Numbers.WHOLE, Kinds::bytes);
    static final Scalar<Duration> DURATION = Scalar.words(
            "a duration like 90s, 10m, 1h or 1d", "[1-9][0-9]{0,5}(?:ms|s|m|h)|[1-9][0-9]{0,4}d", Kinds::duration);
    static final Scalar<Long> MILLIS = Scalar.words(
            DURATION.allowed(),
            DURATION.pattern().pattern(),
            text -> duration(text).toMillis());
    static final Scalar<Duration> SECONDS = Scalar.words(
            "a duration of whole seconds like 90s, 10m, 1h or 1d",
            "[1-9][0-9]{0,5}[smh]|[1-9][0-9]{0,4}d",
            Kinds::duration);
    static final Scalar<Integer> PERCENT = Scalar.words(
            "a percentage from 1% to 100%",
            "(?:100|[1-9][0-9]?)%", text -> Integer.valueOf(text.substring(0, text.length() - 1)));
    static final Scalar<ZoneId> ZONE =
            Scalar.words("a time zone like Europe/Berlin or UTC", "[A-Za-z0-9_+:/-]{1,64}", ZoneId::of);
    static final Scalar<String> PLAN =
            words("the name of a plan like free: letters, digits, ., _ and -", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    static final Scalar<String> MODEL =
            words("the exact name of a model like gpt-5-mini, without blanks", "[!#-+\\-.-~]{1,256}");
    static final Scalar<String> TOOL = words("the name of a tool like search", "[A-Za-z0-9_.:/-]{1,128}");
    static final Scalar<String> TASK = words("the name of a task like summarize", "[A-Za-z0-9_.:-]{1,64}");
    static final Scalar<String> PATH = words(
            "a path like /api/chat or /threads/{id}/chat, or a prefix like /api/*",
            "(?=/)(?!.{1025})(?:/(?:[^\\s?#;*/\\\\{}]+|\\{[A-Za-z][A-Za-z0-9_-]*\\}))*(?:/\\*?)?");
    static final Scalar<String> METHOD = words("a method in upper case like POST", "[A-Z]{1,20}");
    static final Scalar<String> POINTER =
            words("a JSON pointer like /message", "(?![\\s\\S]{1025})(?:/(?:[^/~]|~[01])+)+");
    static final Scalar<String> FIELD = words("the name of a field at the root like lang", "[^/]{1,128}");
    static final Scalar<String> PARAMETER = words("the name of a query parameter like lang", "[^\\s&=;#]{1,128}");
    static final Scalar<String> HEADER =
            words("the name of a header like OpenAI-Organization", "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    static final Scalar<String> WORD = words("a word like function", "\\S{1,128}");
    static final Scalar<String> PLACE = words(
            "a host and the beginning of a path like api.openai.com/v1, with * for any host",
            "(?:\\*|[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:/[^\\s?#]*)?");
    static final Scalar<String> TABLE =
            words("built-in, a path like prices.csv, or classpath:prices.csv", "\\S(?:.*\\S)?");
    static final Document SCHEMA =
            new Document(words("a path like search.json, or classpath:search.json", "\\S(?:.*\\S)?"));
    static final Scalar<AddressRange> RANGE = Scalar.words(
            "an address like 10.0.0.7, or a range like 10.0.0.0/24 or 2001:db8::/48",
            "[0-9A-Fa-f.:]{2,45}(?:/[0-9]{1,3})?",
            AddressRange::of);
    static final Scalar<Source> USER = Scalar.words(
            "principal, session:NAME, attribute:NAME, header:NAME, or the name of a class",
            "(?!.{1025})(?:principal|(?:session|attribute|header):\\S+|[A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*)+)",
            Source::of);
    static final Scalar<Source> PLAN_SOURCE = Scalar.words(
            "role, session:NAME, attribute:NAME or header:NAME", "role|(?:session|attribute|header):\\S+", Source::of);

    static final OneOf<Claim> CLAIM = OneOf.of(List.of(Claim.values()), Claim::key);
    static final List<List<Claim>> CLAIMS =
            Stream.of(Claim.values()).map(List::of).toList();
    static final Scalar<String> INSTRUCTIONS = words(
            "a text like You are a helpful assistant., of at most 20000 characters",
            "(?=[\\s\\S]*\\S)[\\s\\S]{1,20000}");

    static final OneOf<Mode> MODE = OneOf.of(List.of(Mode.values()), Kinds::lower);
    /** One of the built-in ones or of the policy's own, which only the whole policy knows. */
    static final Scalar<String> DIALECT =
            words(String.join(", ", Dialects.names()) + ", or one of dialects", "[^\\s]{1,64}");

    /** Dialects that an outgoing call may speak: {@code app} is the application's own, and a form is no call. */
    static final Scalar<String> PROVIDER_DIALECT = words(
            Dialects.names().stream()
                            .filter(name -> !name.equals("app") && !name.equals("multipart"))
                            .collect(Collectors.joining(", "))
                    + ", or one of dialects",
            "(?!(?:app|multipart)$)[^\\s]{1,64}");

    static final Scalar<String> OWN_DIALECT = words(
            "a name like acme-chat that is none of the built-in ones: lower case, digits and -",
            "(?!(?:" + String.join("|", Dialects.names()) + ")$)[a-z][a-z0-9-]{0,63}");

    private Kinds() {}

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Scalar<String> words(String allowed, String pattern) {
        return Scalar.words(allowed, pattern, Function.identity());
    }

    private static long bytes(String text) {
        String digits = text.replaceAll("[KMGB]", "");
        long factor =
                text.endsWith("KB") ? 1_000 : text.endsWith("MB") ? 1_000_000 : text.endsWith("GB") ? 1_000_000_000 : 1;
        return Math.multiplyExact(Long.parseLong(digits), factor);
    }

    private static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
