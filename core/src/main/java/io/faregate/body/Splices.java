package io.faregate.body;

import io.faregate.body.Findings.Braces;
import io.faregate.body.Findings.Cut;
import io.faregate.body.Findings.Spot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Edits as ranges of the body that are replaced, and members put in behind an opening brace. */
final class Splices implements Edits {
    private final byte[] body;
    private final int length;
    private final Fields fields;
    private final Findings found;
    private final List<Cut> cuts;
    private final Map<Place<Rule>, Members> inserted = new LinkedHashMap<>();

    Splices(byte[] body, int length, Fields fields, Findings found) {
        this.body = body;
        this.length = length;
        this.fields = fields;
        this.found = found;
        this.cuts = new ArrayList<>(found.cuts.size() + 4);
        cuts.addAll(found.cuts);
    }

    /** Puts instructions where the dialect has them, and nothing where a client has its own. */
    Splices instruct(String text) {
        for (Claims.Run run : found.claims.instructions()) {
            cuts.add(new Cut(run.cutFrom(), run.cutTo(), ""));
        }
        Place<Rule> target = target();
        fields.instructions().forEach((place, json) -> {
            if (place == target) {
                instruct(place, json.replace("%s", Members.quoted(text)));
            } else if (found.spots.containsKey(place)) {
                write(place, "null");
            }
        });
        return this;
    }

    private void instruct(Place<Rule> place, String json) {
        Claims claims = found.claims;
        if (!place.isElement()) {
            write(place, json);
        } else if (claims.begin() >= 0) {
            cuts.add(new Cut(claims.begin(), claims.begin(), json + (claims.isEmpty() ? "" : ",")));
        }
    }

    private @Nullable Place<Rule> target() {
        Place<Rule> target = null;
        for (Place<Rule> place : fields.instructions().keySet()) {
            target = place;
            if (place.isElement() && found.claims.begin() >= 0) {
                break;
            }
        }
        return target;
    }

    @Override
    public Edits model(String model) {
        Place<Rule> place = fields.modelPlace();
        if (place != null && !model.equals(found.model)) {
            write(place, Members.quoted(model));
        }
        return this;
    }

    @Override
    public Edits set(Choice choice, long value) {
        boolean named = false;
        Place<Rule> empty = null;
        for (Place<Rule> spelling : fields.spellings(choice)) {
            Spot spot = found.spots.get(spelling);
            if (spot == null) {
                continue;
            }
            if (spot.isNull()) {
                empty = empty == null ? spelling : empty;
                continue;
            }
            named = true;
            if (spot.number() > value) {
                write(spelling, digits(value));
            }
        }
        if (!named && fields.inserts(choice)) {
            write(empty == null ? fields.spellings(choice).get(0) : empty, digits(value));
        }
        if (choice == Choice.OUTPUT_TOKENS) {
            lowerBudgets(value);
        }
        return this;
    }

    /** A reply that is all thinking says nothing, and some providers refuse to try. */
    private void lowerBudgets(long output) {
        for (Place<Rule> budget : fields.budgets()) {
            Spot spot = found.spots.get(budget);
            if (spot != null && spot.number() >= output) {
                write(budget, digits(output - 1));
            }
        }
    }

    @Override
    public Edits forceUsage() {
        Place<Rule> place = fields.usageAskedPlace();
        if (place != null && found.stream && !found.usageAsked) {
            write(place, "true");
        }
        return this;
    }

    /** Replaces the value of a place, or puts it in, with all objects on the way to it that are not there. */
    private void write(Place<Rule> place, String json) {
        Spot spot = found.spots.get(place);
        if (spot != null) {
            cuts.add(new Cut(spot.from(), spot.to(), json));
            return;
        }
        inside(place.above()).put(place.name(), json);
    }

    private Members inside(Place<Rule> object) {
        if (found.objects.containsKey(object) || found.spots.containsKey(object)) {
            return inserted.computeIfAbsent(object, there -> new Members());
        }
        return inside(object.above()).object(object.name());
    }

    @Override
    public byte[] bytes() {
        inserted.forEach((object, members) -> cuts.add(cut(object, members)));
        if (cuts.isEmpty()) {
            return length == body.length ? body : Arrays.copyOf(body, length);
        }
        cuts.sort(Comparator.comparingInt(Cut::from).thenComparingInt(Cut::to));
        // what is taken out of a message goes with it when the message goes
        int end = 0;
        int size = length;
        List<byte[]> texts = new ArrayList<>(cuts.size());
        for (Iterator<Cut> all = cuts.iterator(); all.hasNext(); ) {
            Cut cut = all.next();
            if (cut.from() < end) {
                all.remove();
                continue;
            }
            byte[] text = cut.with().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            size += text.length - (cut.to() - cut.from());
            end = cut.to();
        }
        return stitched(texts, size);
    }

    /** The body with a text in the place of each cut. */
    private byte[] stitched(List<byte[]> texts, int size) {
        byte[] result = new byte[size];
        int from = 0;
        int at = 0;
        for (int i = 0; i < texts.size(); i++) {
            Cut cut = cuts.get(i);
            int kept = cut.from() - from;
            System.arraycopy(body, from, result, at, kept);
            System.arraycopy(texts.get(i), 0, result, at + kept, texts.get(i).length);
            at += kept + texts.get(i).length;
            from = cut.to();
        }
        System.arraycopy(body, from, result, at, length - from);
        return result;
    }

    /** An object that is there gets members behind its brace; a null becomes an object. */
    private Cut cut(Place<Rule> object, Members members) {
        Braces braces = found.objects.get(object);
        if (braces != null) {
            return new Cut(braces.inside(), braces.inside(), members.json() + (braces.empty() ? "" : ","));
        }
        Spot empty = Objects.requireNonNull(found.spots.get(object));
        return new Cut(empty.from(), empty.to(), "{" + members.json() + "}");
    }

    private static String digits(long value) {
        return Long.toString(value);
    }
}
