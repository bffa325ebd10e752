package io.faregate.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** How servers of one kind are told where to listen, started, and given an application. Immutable. */
interface Kind {
    /** Its path is {@code /contract} then. */
    String ARCHIVE = "contract.war";

    /** Writes what the server reads when it starts. */
    void configure(Installation at) throws IOException;

    /** What {@code java} is told. */
    List<String> arguments(Installation at) throws IOException;

    /** Gives it an application, or another one in the place of that. */
    default void deploy(Installation at, Path war) throws IOException {
        // all of it at once: the server may look at any time
        Path arriving = Files.copy(war, at.home().resolve("arriving.war"));
        Files.move(arriving, deployments(at).resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the application away. */
    default void undeploy(Installation at) throws IOException {
        Files.delete(deployments(at).resolve(ARCHIVE));
    }

    /** Whether an application can be taken away without another one in its place. */
    default boolean canBeEmpty() {
        return true;
    }

    /** The directory that the server watches for applications. */
    Path deployments(Installation at);

    /** What the server writes beside what it says. */
    default List<Path> logs(Installation at) {
        return List.of();
    }
}
