package io.faregate.benchmarks;

import io.faregate.integrations.MarkedPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * How a probe of lost clients was called.
 *
 * @param repeats how often each case is measured: {@code repeats=50} unless told
 * @param page the page that the tables are written into, as {@code write=docs/lost-clients.md}; null for none
 * @param names all other arguments
 */
record ProbeArguments(int repeats, @Nullable Path page, List<String> names) {
    private static final int REPEATS = 50;

    /** A probe, which makes tables of what it measures. */
    interface Probe {
        String measure(ProbeArguments arguments) throws Exception;
    }

    private static ProbeArguments of(String... args) {
        int repeats = REPEATS;
        Path page = null;
        List<String> names = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("repeats=")) {
                repeats = Integer.parseInt(arg.substring(8));
            } else if (arg.startsWith("write=")) {
                page = Path.of(arg.substring(6));
            } else {
                names.add(arg);
            }
        }
        return new ProbeArguments(repeats, page, names);
    }

    /** Runs a probe, prints its tables, writes them where that is asked for, and ends this process. */
    static void run(String program, Probe probe, String... args) {
        // containers say that their clients have left
        LogManager.getLogManager().reset();
        int status = 0;
        try {
            ProbeArguments arguments = of(args);
            String tables = probe.measure(arguments);
            System.out.println(tables);
            arguments.write(program, tables);
        } catch (Exception failure) {
            failure.printStackTrace();
            status = 1;
        }
        // containers that did not stop must not keep it
        System.exit(status);
    }

    /** Into the part of the page between two comments with the program's name. */
    private void write(String program, String tables) throws IOException {
        if (page != null) {
            MarkedPart.write(page, program, tables);
        }
    }
}
