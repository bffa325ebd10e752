package io.faregate.body;

import java.util.Locale;
import java.util.Set;

/**
 * A picture in a prompt, as the string says that has it. Immutable.
 *
 * @param kind what the string is
 * @param type the kind of picture that its first bytes are of, as {@code png}; empty where they are not read
 * @param declared the kind that the string says itself, as a data URL does; empty where it says none
 * @param width its width in pixels, 0 where it is not known
 * @param height its height in pixels
 */
record ShownPicture(Kind kind, String type, String declared, long width, long height) {
    /** What is in a string. */
    enum Kind {
        /** A picture in base64, whose size is known. */
        MEASURED,
        /** The address of one, of any size. */
        ADDRESS,
        /** Anything else. */
        OTHER
    }

    private static final ShownPicture ADDRESS = new ShownPicture(Kind.ADDRESS, "", "", 0, 0);
    private static final ShownPicture OTHER = new ShownPicture(Kind.OTHER, "", "", 0, 0);
    private static final String DATA = "data:image/";
    private static final String BASE64 = ";base64,";
    private static final int LONGEST_PREFIX = 32;
    private static final Set<String> KINDS = Set.of("png", "jpeg", "gif", "webp");

    /**
     * Tokens of any picture, and for each four patches of 32x32 pixels. Of what was measured and published nothing is
     * above: Gemini's 1,120 for a picture of any size; 85 and 170 for each 512x512 of older models of OpenAI's; 1.2 for
     * each patch of GPT-5 and GPT-6, 1.62 to 2.46 for those of its small models, which stop at 1,536 patches; one for each
     * 750 pixels of Claude.
     */
    private static final long OF_ANY = 1_120;

    private static final long OF_FOUR_PATCHES = 7;
    private static final long PATCH = 32;

    /** Reads the content of a JSON string. */
    static ShownPicture read(byte[] body, int from, int to) {
        String prefix = new PictureText(body, from, to).take(LONGEST_PREFIX);
        String lower = prefix.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://") || lower.startsWith("http://")) {
            return ADDRESS;
        }
        if (!lower.startsWith("data:")) {
            return measured(new PictureText(body, from, to), "");
        }
        int end = prefix.indexOf(BASE64);
        if (!prefix.startsWith(DATA) || end < 0) {
            return OTHER;
        }
        PictureText text = new PictureText(body, from, to);
        text.take(end + BASE64.length());
        return measured(text, prefix.substring(DATA.length(), end));
    }

    private static ShownPicture measured(PictureText text, String declared) {
        PictureSize size = PictureSize.read(text);
        return size == null
                ? OTHER
                : new ShownPicture(Kind.MEASURED, size.type(), declared, size.width(), size.height());
    }

    /** Whether it is of the kind that it says itself, and that somebody else says of it, if they do. */
    boolean is(String said) {
        return (declared.isEmpty() || isType(declared)) && (said.isEmpty() || isType(said));
    }

    private boolean isType(String said) {
        String plain = said.startsWith("image/") ? said.substring("image/".length()) : said;
        return KINDS.contains(type) && (plain.equals(type) || (plain.equals("jpg") && type.equals("jpeg")));
    }

    long pixels() {
        return Saturated.times(width, height);
    }

    /** The most prompt tokens of it, whichever model sees it. */
    long tokens() {
        if (kind != Kind.MEASURED) {
            return Findings.PICTURE;
        }
        long patches = Saturated.times(Saturated.parts(width, PATCH), Saturated.parts(height, PATCH));
        return Saturated.plus(OF_ANY, Saturated.parts(Saturated.times(OF_FOUR_PATCHES, patches), 4));
    }
}
