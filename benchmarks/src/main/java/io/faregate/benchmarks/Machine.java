package io.faregate.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where something was measured, said with the figures. */
final class Machine {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private final double loadBefore = SYSTEM.getSystemLoadAverage();

    /** A paragraph. */
    String text(int repeats) throws IOException {
        String servers = Stream.of(Servers.values())
                .map(server -> server.label() + " " + server.version())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "Milliseconds, median / 99th percentile / slowest of %d; %s; Java %s; %s %s; %d cores (%s),"
                        + " load average %.1f before and %.1f after.%n",
                repeats,
                servers,
                Runtime.version(),
                SYSTEM.getName(),
                SYSTEM.getVersion(),
                SYSTEM.getAvailableProcessors(),
                processor(),
                loadBefore,
                SYSTEM.getSystemLoadAverage());
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return SYSTEM.getArch();
        }
        return Files.readAllLines(PROCESSORS).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(SYSTEM.getArch());
    }
}
