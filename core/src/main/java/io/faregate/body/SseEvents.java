package io.faregate.body;

/** Cuts a stream into events (WHATWG HTML, 9.2.6) and reads the JSON in their data. */
final class SseEvents {
    static final int LONGEST_EVENT = 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    /** What the bytes read last are. */
    enum Step {
        /** Some of an event. */
        PART,
        /** The last of an event. */
        DONE,
        /** The line feed behind the carriage return that was the last of an event. */
        TAIL
    }

    private final ReplyDocuments documents;
    private final int longest;
    private final Bytes line = new Bytes();
    private final Bytes data = new Bytes();
    private Step step = Step.PART;
    private boolean afterReturn;
    private boolean firstLine = true;
    private boolean firstEvent = true;
    private boolean hasField;
    private boolean hasData;
    private boolean blankSoFar = true;
    private boolean tooLong;
    private boolean unreadable;
    private boolean onlyUsage;
    private int size;

    SseEvents(ReplyFields fields, int longest) {
        this.documents = new ReplyDocuments(fields);
        this.longest = longest;
    }

    /** Reads to the end of a line at most; returns where it stopped. */
    int next(byte[] bytes, int from, int to) {
        if (afterReturn && bytes[from] == '\n') {
            afterReturn = false;
            step = step == Step.DONE ? Step.TAIL : Step.PART;
            size += step == Step.PART ? 1 : 0;
            return from + 1;
        }
        int end = ControlBytes.next(bytes, from, to);
        while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
            unreadable |= firstEvent && bytes[end] != '\t';
            end = ControlBytes.next(bytes, end + 1, to);
        }
        step = Step.PART;
        afterReturn = false;
        add(bytes, from, end);
        if (end == to) {
            return to;
        }
        afterReturn = bytes[end] == '\r';
        size++;
        endOfLine();
        return end + 1;
    }

    private void add(byte[] bytes, int from, int to) {
        if (from == to) {
            return;
        }
        blankSoFar = false;
        size += to - from;
        if (!tooLong && size > longest) {
            tooLong = true;
            documents.unread(line.size() + data.size());
            line.clear();
            data.clear();
        }
        if (tooLong) {
            documents.unread(to - from);
        } else {
            line.add(bytes, from, to);
        }
    }

    private void endOfLine() {
        onlyUsage = false;
        int start = firstLine && line.has(BYTE_ORDER_MARK, 0) ? 3 : 0;
        firstLine = false;
        if (blankSoFar || (start > 0 && line.size() == start)) {
            endOfEvent();
        } else if (!tooLong) {
            readLine(start);
        }
        line.clear();
        blankSoFar = true;
    }

    private void readLine(int start) {
        if (line.has(":", start)) {
            comment();
            return;
        }
        hasField = true;
        boolean bare = line.size() == start + 4;
        if (line.has("data:", start) || (bare && line.has("data", start))) {
            addData(bare ? line.size() : start + 5);
        }
    }

    /** Passes at once, but for one inside an event: what is before it may have to be withheld. */
    private void comment() {
        if (!hasField) {
            step = Step.DONE;
            size = 0;
        }
    }

    private void addData(int from) {
        if (hasData) {
            data.addLineFeed();
        }
        hasData = true;
        data.add(line.array(), line.has(" ", from) ? from + 1 : from, line.size());
    }

    private void endOfEvent() {
        if (hasData && !tooLong && data.size() > 0 && !data.is("[DONE]")) {
            onlyUsage = documents.read(data);
        }
        data.clear();
        hasField = false;
        hasData = false;
        tooLong = false;
        size = 0;
        firstEvent = false;
        step = Step.DONE;
    }

    /** The stream has ended; an event without its blank line is read all the same. */
    void end() {
        if (!blankSoFar) {
            endOfLine();
        }
        onlyUsage = false;
        endOfEvent();
    }

    Step step() {
        return step;
    }

    /** Whether the event that was just done reports usage and nothing else. */
    boolean isOnlyUsage() {
        return onlyUsage;
    }

    /** Whether the event goes beyond what is kept of one. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Whether these are no events but something else, compressed perhaps. */
    boolean isUnreadable() {
        return unreadable;
    }

    ReplyReport report() {
        return documents.report();
    }

    long deliveredBytes() {
        return documents.deliveredBytes();
    }
}
