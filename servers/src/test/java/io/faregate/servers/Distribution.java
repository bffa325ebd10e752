package io.faregate.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server as Maven has it: fetched like any dependency, with the settings and the repository of the build. */
record Distribution(String coordinates) {

    /** Unpacks it into an empty directory, and says where the server is; a jar is just put there. */
    Path unpack(Path directory) throws IOException, InterruptedException {
        boolean isJar = coordinates.endsWith(":jar");
        List<String> command = new ArrayList<>(List.of(
                Settings.maven().toString(),
                "-B",
                "-q",
                "dependency:" + (isJar ? "copy" : "unpack"),
                "-Dartifact=" + coordinates,
                "-DoutputDirectory=" + directory,
                // else it is taken for unpacked, as it was in the run before
                "-Dmdep.overWriteReleases=true",
                "-Dmaven.repo.local=" + Settings.repository()));
        if (Settings.isOffline()) {
            command.add("-o");
        }
        Path said = directory.resolveSibling(directory.getFileName() + ".maven.log");
        Process maven = new ProcessBuilder(command)
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (maven.waitFor() != 0) {
            throw new IOException("Maven does not have " + coordinates + ":\n" + Files.readString(said));
        }
        return isJar ? directory : onlyDirectory(directory);
    }

    /** Archives have one directory, which is named as the server is. */
    private static Path onlyDirectory(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
