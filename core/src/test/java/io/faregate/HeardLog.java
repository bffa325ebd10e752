package io.faregate;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** The log of these tests: warnings and errors for who listens; nothing is written anywhere. */
public final class HeardLog implements SLF4JServiceProvider {
    private static final List<Listening> LISTENERS = new CopyOnWriteArrayList<>();

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /** Hears the lines in which a word is, until it is closed. */
    static Listening of(String word) {
        Listening listening = new Listening(word);
        LISTENERS.add(listening);
        return listening;
    }

    /** The lines that were heard. */
    static final class Listening implements AutoCloseable {
        private final String word;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private Listening(String word) {
            this.word = word;
        }

        /** The next line, also one that is still to come. */
        String next() throws InterruptedException {
            String line = lines.poll(10, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("nothing was logged about " + word);
            }
            return line;
        }

        /** How many lines there are that nobody has asked for. */
        int left() {
            return lines.size();
        }

        private void hear(String line) {
            if (line.contains(word)) {
                lines.add(line);
            }
        }

        @Override
        public void close() {
            LISTENERS.remove(this);
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Heard::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private static final class Heard extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        Heard(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return !LISTENERS.isEmpty();
        }

        @Override
        public boolean isErrorEnabled() {
            return !LISTENERS.isEmpty();
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Heard.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
            String line = level + " " + MessageFormatter.basicArrayFormat(message, arguments);
            LISTENERS.forEach(listening -> listening.hear(line));
        }
    }
}
