package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks a form, part by part and in its order, with the table of its dialect: what a field says is what the ride was
 * let in with, or the ride is over. Fields are kept while they are read, and all of them together are at most 64 KB;
 * files are only counted. Whoever reads the bytes of a form gives them to a {@link FormScanner}; who has parts already
 * gives these. Every method throws {@link RideOverException} for what can not go on. Not thread-safe.
 */
public final class FormReader {
    /** The most bytes of all fields together, their heads included. */
    public static final long MOST_TEXT = Caps.FORM_REST;

    private final Fields fields;
    private final Caps caps;
    private final boolean client;
    private final boolean observes;
    private final Runnable onFile;
    private final FormValues values;
    private final Set<String> seen = new HashSet<>();
    private final Bytes value = new Bytes();
    private Rule rule = Rule.of(Role.PASS);
    private String name = "";
    private Consumer<Reason> whenRefused = reason -> {};
    private boolean refused;
    private boolean inFile;
    private boolean counted;
    private long size;
    private long text;
    private long files;
    private long fileBytes;

    /** One that counts files, and lets everything pass. */
    static FormReader observing(Runnable onFile) {
        return new FormReader(Fields.none(), Caps.UNBOUNDED, "", Origin.APPLICATION, true, onFile);
    }

    FormReader(Fields fields, Caps caps, String model, Origin origin, Runnable onFile) {
        this(fields, caps, model, origin, false, onFile);
    }

    private FormReader(Fields fields, Caps caps, String model, Origin origin, boolean observes, Runnable onFile) {
        this.observes = observes;
        this.fields = fields;
        this.caps = caps;
        this.client = origin == Origin.CLIENT;
        this.onFile = onFile;
        this.values = new FormValues(fields.makes(), caps, model, client);
    }

    /** Whether nothing may be refused, whatever comes. */
    boolean observes() {
        return observes;
    }

    /**
     * Says who is told when the form is refused, before whoever reads it is; once, whatever is read behind that.
     *
     * @param told is given the reason
     * @return this reader
     */
    public FormReader whenRefused(Consumer<Reason> told) {
        whenRefused = told;
        return this;
    }

    /**
     * Checks the length of the whole form; one that is not known can not be.
     *
     * @param most the ride's caps
     * @param length its bytes, or -1
     */
    public void checkTotal(Caps most, long length) {
        if (length < 0) {
            throw refused(new RideOverException(
                    Reason.BODY_TOO_LARGE, "caps.file-bytes", "A form with files needs a Content-Length here."));
        }
        if (length > most.formBytes()) {
            throw refused(new RideOverException(
                    Reason.BODY_TOO_LARGE,
                    "caps.file-bytes",
                    "The form has more than " + most.formBytes() + " bytes."));
        }
    }

    /**
     * A part begins that is a field.
     *
     * @param field its name
     */
    public void beginField(String field) {
        begin(field, false);
        Place<Rule> known = fields.root().name(field);
        rule = known == null ? Rule.of(Role.PASS) : known.said();
        if (!client) {
            return;
        }
        if (known == null) {
            Place<Rule> like = LikeNames.find(fields.root(), field);
            throw over(Rejection.notAllowed(pointer(), like == null ? "" : "; it is written " + like.name()));
        }
        Role role = rule.role();
        if (role.isDenied() || role.isMedia()) {
            throw over(Rejection.notAllowed(pointer(), role.isDenied() ? "" : " without a file"));
        }
        if (!seen.add(field) && !field.endsWith("[]")) {
            throw over(Rejection.malformed("The form has a field twice."));
        }
        if (files > 0 && chooses(role)) {
            throw over(Rejection.notAllowed(pointer(), " behind a file; put it before the first one"));
        }
    }

    private static boolean chooses(Role role) {
        return role.isEdited() || role == Role.SIZE || role == Role.QUALITY || role == Role.PARTIALS;
    }

    /**
     * A part begins that is a file.
     *
     * @param field the name of its field
     * @param chosen whether it has a name of its own; a browser sends a file that was not chosen without one, and that is
     *     no file while it has no bytes
     */
    public void beginFile(String field, boolean chosen) {
        begin(field, true);
        Place<Rule> known = fields.root().name(field);
        boolean fits = known == null
                ? fields.makes() == Fields.Makes.TEXT
                : known.said().role().isMedia();
        if (client && !fits) {
            throw over(Rejection.notAllowed(pointer(), " as a file"));
        }
        if (chosen) {
            count();
        }
    }

    private void begin(String field, boolean file) {
        name = field;
        inFile = file;
        counted = false;
        size = 0;
        value.clear();
    }

    private void count() {
        if (counted) {
            return;
        }
        counted = true;
        if (files == 0) {
            checkPicture();
        }
        if (files >= caps.max(Capped.FILES)) {
            throw tooMuch(
                    Capped.FILES, "The form has too many files; this route takes " + caps.max(Capped.FILES) + ".");
        }
        files++;
        onFile.run();
    }

    /**
     * Some bytes of the part.
     *
     * @param bytes where they are
     * @param offset where they begin
     * @param length how many they are
     */
    public void add(byte[] bytes, int offset, int length) {
        if (inFile) {
            size(size + length);
        } else {
            text(length);
            value.add(bytes, offset, offset + length);
        }
    }

    /** Bytes that are no file: fields, and heads of parts. */
    void text(int more) {
        text += more;
        if (text > MOST_TEXT && !observes) {
            throw refused(new RideOverException(
                    Reason.BODY_TOO_LARGE, "body", "The fields of the form have more than " + MOST_TEXT + " bytes."));
        }
    }

    /**
     * The size of a file that somebody else has read.
     *
     * @param bytes its bytes so far
     */
    public void size(long bytes) {
        size = bytes;
        if (bytes > 0) {
            count();
        }
        if (bytes > caps.max(Capped.FILE_BYTES)) {
            throw tooMuch(Capped.FILE_BYTES, "A file has more than " + caps.max(Capped.FILE_BYTES) + " bytes.");
        }
    }

    /** The part has ended. */
    public void endPart() {
        if (inFile) {
            fileBytes += size;
            return;
        }
        try {
            values.take(rule, pointer(), said());
        } catch (Rejection rejection) {
            throw over(rejection);
        } catch (RideOverException over) {
            throw refused(over);
        }
    }

    private String said() {
        if (!observes && !Utf8.isStrict(value.array(), value.size())) {
            throw Rejection.malformed("The form has a field that is not UTF-8.");
        }
        return new String(value.array(), 0, value.size(), StandardCharsets.UTF_8);
    }

    /** The form has ended. */
    public void end() {
        if (files == 0) {
            checkPicture();
        }
    }

    private void checkPicture() {
        try {
            values.checkPicture();
        } catch (RideOverException over) {
            throw refused(over);
        }
    }

    private String pointer() {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static RideOverException over(Capped what, String message) {
        return new RideOverException(Reason.CONTENT_TOO_LARGE, "caps." + what.key(), message);
    }

    private RideOverException tooMuch(Capped what, String message) {
        return refused(over(what, message));
    }

    /** What ends the ride for what is wrong in the form. */
    RideOverException over(Rejection rejection) {
        BodyRejected rejected = rejection.rejected();
        return refused(new RideOverException(rejected.reason(), "body", rejected.message()));
    }

    private RideOverException refused(RideOverException over) {
        if (!refused) {
            refused = true;
            whenRefused.accept(over.reason());
        }
        return over;
    }

    /** What the form asks for, as far as it was read. */
    FormShape shape(byte[] body) {
        return values.shape(new FormShape.Files(files, fileBytes), body);
    }
}
