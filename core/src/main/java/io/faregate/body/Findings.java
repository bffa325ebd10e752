package io.faregate.body;

import io.faregate.cost.ServiceTier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a walk through a body has found so far. Not changed any more once the walk has ended. */
final class Findings {
    /** Tokens of a picture or a file whose size is not known: the dearest rendering measured, rounded up. */
    static final int PICTURE = 15_000;

    static final int SHOWN = 8;
    /** The tokens of an author's name are no more than these. */
    private static final int AUTHOR = "user".length();

    /** Tokens around a document by which a model knows it from others, at most. */
    private static final int DOCUMENT = 32;

    final Map<Place<Rule>, Spot> spots = new HashMap<>();
    final Map<Place<Rule>, Braces> objects = new HashMap<>();
    final List<Cut> cuts = new ArrayList<>(0);
    final TextRanges texts = new TextRanges();
    final List<String> stripped = new ArrayList<>(0);
    final Claims claims = new Claims();

    @Nullable
    String model;

    long utf8Bytes;
    long promptChars;
    int messages;
    int tools;
    int documents;

    /** The tools of the provider's own. */
    final ProviderTools providerTools = new ProviderTools();

    /** Whether some of the prompt is written to the provider's cache for an hour. */
    boolean anHour;

    /** How the call is to be served. */
    ServiceTier tier = ServiceTier.UNSAID;

    /** Whether the model is to think out of sight. */
    Thinking thinking = Thinking.UNSAID;

    /** Whether the model may answer in sound. */
    boolean speaks;

    /** Prompts beside the first one, each with replies of its own. */
    int morePrompts;

    /** What is asked of the pictures that are to be made. */
    final MadePicture picture = new MadePicture();

    /** The pictures that are shown. */
    Pictures pictures = Pictures.NONE;

    /** The same with those whose kind nobody knows, as a file by its id: an application may show them. */
    int pictureCount;

    /** Tokens of sound that is heard. */
    long soundTokens;

    /** Characters that are to be spoken. */
    long spoken;

    /** Whether a text may be spoken more slowly than usual. */
    boolean slow;

    boolean stream;
    boolean usageAsked;

    /** A value that may be replaced; a place has only one, whatever its name is written like. */
    void spot(Place<Rule> place, Spot spot) {
        if (spots.put(place, spot) != null || objects.containsKey(place)) {
            throw Rejection.notJson();
        }
    }

    /** An object that members may be inserted into. */
    void object(Place<Rule> place, Braces braces) {
        if (objects.put(place, braces) != null || spots.containsKey(place)) {
            throw Rejection.notJson();
        }
    }

    private boolean sourceIsPicture;
    private @Nullable ShownPicture shown;
    private String saidType = "";
    private String kind = "function";
    private long uses = -1;
    private long fetched = ProviderTool.FETCHED;

    /** A message without an author: the provider takes it for the user's, or for its own instructions. */
    void remark() {
        messages++;
        utf8Bytes += AUTHOR;
    }

    /** One of several prompts begins, or a token of the only one. */
    void item(boolean isToken) {
        if (isToken) {
            utf8Bytes++;
            promptChars++;
        } else if (++messages > 1) {
            morePrompts++;
        }
    }

    void document(boolean isNull) {
        documents += isNull ? 0 : 1;
        utf8Bytes += isNull ? 0 : DOCUMENT;
    }

    void mediaType(String type) {
        sourceIsPicture |= type.startsWith("image/");
        saidType = type;
    }

    /** What a picture or a file is made of. */
    void shown(ShownPicture picture) {
        shown = picture;
    }

    boolean hasShown() {
        return shown != null;
    }

    /** Whether there is a picture that is what it is said to be. */
    boolean isAsSaid() {
        return shown != null && (shown.kind() == ShownPicture.Kind.ADDRESS || shown.is(saidType));
    }

    /** A picture, sound or a file has been read whole; its text counts but for that of a picture or of sound. */
    void media(Role role, boolean isNull, Mark before) {
        if (isNull) {
            return;
        }
        ShownPicture picture = shown;
        boolean isMeasured = picture != null && picture.kind() == ShownPicture.Kind.MEASURED;
        if (role == Role.SOUND || (role == Role.SOURCE && saidType.startsWith("audio/"))) {
            soundTokens = Saturated.plus(soundTokens, Sound.inPrompt(utf8Bytes - before.utf8Bytes()));
            rewind(before);
        } else {
            if (role == Role.IMAGE || (role == Role.SOURCE && (sourceIsPicture || isMeasured))) {
                rewind(before);
                pictures = picture == null ? pictures : pictures.and(picture);
                pictureCount++;
            }
            utf8Bytes = Saturated.plus(utf8Bytes, picture == null ? PICTURE : picture.tokens());
        }
        sourceIsPicture = false;
        shown = null;
        saidType = "";
    }

    /** What kind of tool the present one is, when it is not the application's own. */
    void toolKind(String kind) {
        this.kind = kind;
        String name = ProviderTool.name(kind);
        if (!ProviderTool.isLocal(name)) {
            claims.tool(name);
        }
    }

    /** Of several parts of it each is said in a place of its own. */
    void served(ServiceTier.Part part, String said) {
        tier = tier.with(part, said);
    }

    /** How much the model is to think, as a word. */
    void effort(String word) {
        thinking = word.equals("none") ? Thinking.DECLINED : Thinking.ASKED;
    }

    void uses(long most) {
        uses = most;
    }

    /** The most tokens that are fetched by one call of the present tool, as a client says them or an application. */
    void fetched(long most, boolean client) {
        fetched = ProviderTool.fetched(most, client);
    }

    /** A tool has been read whole. */
    void tool() {
        tools++;
        String name = ProviderTool.name(kind);
        utf8Bytes += ProviderTool.isDefinedByProvider(name) ? ProviderTool.DEFINITION : 0;
        calls(name, uses < 0 ? ProviderTool.CALLS : uses);
        kind = "function";
        uses = -1;
        fetched = ProviderTool.FETCHED;
    }

    /** A tool of the provider's own that a field asks for. */
    void providerTool(String field, boolean isNull) {
        if (!isNull) {
            String name = ProviderTool.name(field);
            calls(name, ProviderTool.CALLS);
            claims.tool(name);
        }
    }

    private void calls(String name, long calls) {
        if (!ProviderTool.isLocal(name)) {
            providerTools.add(name, calls, ProviderTool.result(name, fetched));
        }
    }

    /** A text that is held as prompt; unless it is one of the table's own words it is capped as such, too. */
    void text(JsonString text, boolean isFree) {
        texts.add(text.from(), text.to());
        counted(text, isFree);
    }

    /** The same of a text that is a part of another one. */
    void counted(JsonString text, boolean isFree) {
        utf8Bytes += text.utf8Bytes() + text.writtenOut();
        promptChars += isFree ? text.characters() : 0;
    }

    /** Signs of JSON that no table expects: a number, true, false or null, or what stands around values. */
    void signs(int length) {
        utf8Bytes += length;
        promptChars += length;
    }

    /** A text that stands nowhere in JSON. */
    void text(String text, boolean isFree) {
        utf8Bytes += Utf8.size(text.toCharArray(), 0, text.length()) + WrittenOut.more(text);
        promptChars += isFree ? text.codePointCount(0, text.length()) : 0;
    }

    /** A text without the white space around it. */
    void text(JsonString text, Trim trim) {
        texts.add(trim.from(), trim.to());
        utf8Bytes += text.utf8Bytes() + text.writtenOut() - trim.utf8Bytes();
        promptChars += text.characters() - trim.characters();
    }

    /** A field has been read whole that will not go on: its text is no part of the prompt. */
    void strip(String pointer, Mark before) {
        rewind(before);
        if (stripped.size() < SHOWN) {
            stripped.add(Rejection.printable(pointer));
        }
    }

    /** Forgets what text there was since then: it is no part of the prompt. */
    private void rewind(Mark before) {
        utf8Bytes = before.utf8Bytes();
        promptChars = before.promptChars();
        texts.keep(before.texts());
    }

    /** How much text there is so far. */
    Mark mark() {
        return new Mark(utf8Bytes, promptChars, texts.size());
    }

    /** An amount of text. */
    record Mark(long utf8Bytes, long promptChars, int texts) {}

    /** Where a value stands that may be replaced; a number saturates. */
    record Spot(int from, int to, boolean isNull, long number) {}

    /** Where members may be inserted into an object: behind its opening brace. */
    record Braces(int inside, boolean empty) {}

    /** A range of the body and what goes on in its place. */
    record Cut(int from, int to, String with) {}
}
