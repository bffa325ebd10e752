package io.faregate.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs as a process of its own. Used by one thread. */
final class Running implements AutoCloseable {
    private static final int STOPS_WITHIN_SECONDS = 60;

    private final Jdk jdk;
    private final Kind kind;
    private final Installation at;
    private final Path said;
    private final Process process;

    private Running(Jdk jdk, Kind kind, Installation at, Path said) throws IOException {
        this.jdk = jdk;
        this.kind = kind;
        this.at = at;
        this.said = said;
        // what only a cache still refers to is nothing that is left of an application
        List<String> command =
                new ArrayList<>(List.of(jdk.tool("java").toString(), "-Xmx512m", "-XX:SoftRefLRUPolicyMSPerMB=0"));
        command.addAll(kind.arguments(at));
        this.process = new ProcessBuilder(command)
                .directory(at.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /**
     * Starts a server that has an application.
     *
     * @param said where everything goes that it says
     */
    static Running start(Server server, Jdk jdk, Path home, Path said) throws IOException {
        Kind kind = server.kind();
        Installation at = Installation.at(home);
        kind.configure(at);
        kind.deploy(at, Settings.war(server.flavour()));
        return new Running(jdk, kind, at, said);
    }

    int port() {
        return at.port();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void deploy(Flavour flavour) throws IOException {
        kind.deploy(at, Settings.war(flavour));
    }

    void undeploy() throws IOException {
        kind.undeploy(at);
    }

    boolean canBeEmpty() {
        return kind.canBeEmpty();
    }

    /** The names of Faregate's threads, without their numbers. */
    List<String> threads() throws IOException, InterruptedException {
        return ask("Thread.print")
                .filter(line -> line.startsWith("\"faregate-"))
                .map(line -> line.substring(1, line.lastIndexOf('-', line.indexOf('"', 1))))
                .toList();
    }

    /** How many objects of a class something refers to, after a collection of garbage. */
    int objects(String type) throws IOException, InterruptedException {
        return ask("GC.class_histogram")
                .map(line -> line.strip().split("\\s+", -1))
                .filter(line -> line.length > 3 && line[3].equals(type))
                .mapToInt(line -> Integer.parseInt(line[1]))
                .sum();
    }

    private Stream<String> ask(String command) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(jdk.tool("jcmd").toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + answer);
        }
        return answer.lines();
    }

    /** Lines of everything that the server has said and logged. */
    List<String> log() throws IOException {
        List<String> lines = new ArrayList<>(lines(said));
        for (Path log : kind.logs(at)) {
            lines.addAll(lines(log));
        }
        return lines;
    }

    private static List<String> lines(Path file) throws IOException {
        // whatever the encoding, what is looked for is ASCII
        return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    }

    /** Tells it to stop, and whether it did in time. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
