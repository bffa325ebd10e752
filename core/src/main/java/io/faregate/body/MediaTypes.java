package io.faregate.body;

import io.faregate.ride.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which content types and encodings are read; all else would pass unread. */
final class MediaTypes {
    private static final String URLENCODED = "application/x-www-form-urlencoded";
    /** The characters of RFC 2046 but the blank, which some parsers trim. */
    private static final String BOUNDARY_TEXT = "[\\w'()+,./:=?-]{1,70}";

    private static final String VALUE = "(?:\"(" + BOUNDARY_TEXT + ")\"|([\\w'+.-]{1,70}))";
    private static final Pattern BOUNDARY = Pattern.compile(";\\s*boundary=" + VALUE, Pattern.CASE_INSENSITIVE);

    /** One boundary in plain dress, and at most that the fields are UTF-8 besides. */
    private static final Pattern FORM = Pattern.compile(
            "\\s*multipart/form-data\\s*(?:;\\s*charset=\"?utf-8\"?\\s*)?;\\s*boundary=" + VALUE
                    + "\\s*(?:;\\s*charset=\"?utf-8\"?\\s*)?;?\\s*",
            Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    static Optional<BodyRejected> json(List<String> types, List<String> encodings) {
        boolean fits = types.size() == 1 && isJson(types.get(0)) && arePlain(encodings);
        return fits ? Optional.empty() : rejected("application/json in UTF-8");
    }

    static Optional<BodyRejected> form(List<String> types, List<String> encodings) {
        boolean fits = types.size() == 1 && isForm(types.get(0)) && arePlain(encodings);
        return fits ? Optional.empty() : rejected("multipart/form-data");
    }

    static Optional<BodyRejected> urlencoded(List<String> types, List<String> encodings) {
        boolean fits = types.size() == 1 && isUtf8(types.get(0), URLENCODED) && arePlain(encodings);
        return fits ? Optional.empty() : rejected(URLENCODED + " in UTF-8");
    }

    static Optional<BodyRejected> nothing(List<String> types, List<String> encodings) {
        return types.isEmpty() && arePlain(encodings) ? Optional.empty() : rejected("a query without a body");
    }

    /** Whether a body is called a form, in whatever encoding. */
    static boolean isUrlencoded(List<String> types) {
        return types.size() == 1 && parts(types.get(0))[0].equals(URLENCODED);
    }

    private static boolean isJson(String type) {
        return isUtf8(type, "application/json");
    }

    private static boolean isUtf8(String type, String name) {
        if (type.equals(name)) {
            return true;
        }
        String[] parts = parts(type);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].isEmpty() && !parts[i].equals("charset=utf-8") && !parts[i].equals("charset=\"utf-8\"")) {
                return false;
            }
        }
        return parts[0].equals(name);
    }

    private static boolean isForm(String type) {
        return FORM.matcher(type).matches();
    }

    /** The boundary that a content type of a form names, or what no form begins with. */
    static String boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    private static String[] parts(String type) {
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].strip();
        }
        return parts;
    }

    private static boolean arePlain(List<String> encodings) {
        for (String encoding : encodings) {
            if (!encoding.strip().equalsIgnoreCase("identity")) {
                return false;
            }
        }
        return true;
    }

    private static Optional<BodyRejected> rejected(String wanted) {
        String message = "Only " + wanted + " is read here, without a content encoding.";
        return Optional.of(new BodyRejected(Reason.UNSUPPORTED_MEDIA_TYPE, message, null));
    }
}
