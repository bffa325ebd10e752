package io.faregate.servers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the build says of this run. */
final class Settings {
    private Settings() {}

    /** The chosen servers; all of them when none is named. */
    static List<Server> servers() {
        String names = text("servers");
        return names.isEmpty()
                ? List.of(Server.values())
                : Arrays.stream(names.split(",", -1)).map(Server::valueOf).toList();
    }

    /** The JDK of the build. */
    static Jdk jdk() {
        return new Jdk(Path.of(System.getProperty("java.home")));
    }

    static Optional<Jdk> secondJdk() {
        String home = text("servers.second-jdk");
        return home.isEmpty() ? Optional.empty() : Optional.of(new Jdk(Path.of(home)));
    }

    /** The WAR of a flavour. */
    static Path war(Flavour flavour) {
        return path("servers." + flavour.label());
    }

    /** Where the servers are unpacked, and what they said is kept. */
    static Path directory() {
        return path("servers.directory");
    }

    static Path page() {
        return path("servers.page");
    }

    static Path maven() {
        return path("servers.maven");
    }

    static Path repository() {
        return path("servers.repository");
    }

    static boolean isOffline() {
        return text("servers.offline").equals("offline: true");
    }

    private static Path path(String name) {
        return Path.of(text(name));
    }

    private static String text(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The build has not set " + name);
        }
        return value.strip();
    }
}
