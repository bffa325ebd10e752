package io.faregate.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Payara Micro, one jar with what it was started with: it can only be told to load that anew. */
final class PayaraMicro implements Kind {
    private static final String APPLICATION = "contract";

    /** As Payara's own domain has it. */
    private static final List<String> OPENED = Stream.of(
                    "--add-exports=java.base/jdk.internal.ref",
                    "--add-opens=java.base/jdk.internal.loader",
                    "--add-opens=java.base/java.lang",
                    "--add-opens=java.base/java.net",
                    "--add-opens=java.base/java.nio",
                    "--add-opens=java.base/java.util",
                    "--add-opens=java.base/sun.nio.ch",
                    "--add-opens=java.base/sun.net.www.protocol.jrt",
                    "--add-opens=java.base/sun.net.www.protocol.jar",
                    "--add-opens=java.management/sun.management",
                    "--add-opens=java.naming/javax.naming.spi",
                    "--add-opens=java.rmi/sun.rmi.transport",
                    "--add-opens=java.logging/java.util.logging",
                    "--add-opens=jdk.management/com.sun.management.internal")
            .map(opened -> opened + "=ALL-UNNAMED")
            .toList();

    @Override
    public void configure(Installation at) throws IOException {
        at.write(
                "before.txt",
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address="
                        + Installation.ADDRESS + "\n");
    }

    @Override
    public List<String> arguments(Installation at) throws IOException {
        List<String> arguments = new ArrayList<>(OPENED);
        arguments.addAll(List.of(
                "-Djava.io.tmpdir=" + Files.createDirectories(at.home().resolve("temp")),
                "-jar",
                jar(at).toString(),
                "--nocluster",
                "--disablephonehome",
                "--port",
                Integer.toString(at.port()),
                "--prebootcommandfile",
                at.path("before.txt"),
                "--deploy",
                at.path(APPLICATION)));
        return arguments;
    }

    private static Path jar(Installation at) throws IOException {
        try (Stream<Path> files = Files.list(at.home())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void deploy(Installation at, Path war) throws IOException {
        Path directory = deployments(at);
        try (InputStream in = Files.newInputStream(war);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    Files.copy(entries, file);
                }
            }
        }
    }

    /** A newer file of this name asks for that. */
    @Override
    public void undeploy(Installation at) throws IOException {
        Path reload = Files.createFile(deployments(at).resolve(".reload"));
        Files.setLastModifiedTime(reload, FileTime.from(Instant.now()));
    }

    @Override
    public boolean canBeEmpty() {
        return false;
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve(APPLICATION);
    }
}
