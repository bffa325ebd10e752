package io.faregate.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Jetty's distribution, with a base directory of its own.
 *
 * @param deployer the module that deploys what lies in {@code webapps}
 */
record JettyHome(String deployer) implements Kind {
    @Override
    public void configure(Installation at) throws IOException {
        at.write("base/start.ini", """
                jetty.http.host=%s
                jetty.http.port=%d
                jetty.deploy.scanInterval=1
                --module=http
                --module=%s
                """.formatted(Installation.ADDRESS, at.port(), deployer));
        at.makeDirectory("base/resources");
        at.makeDirectory("base/webapps");
    }

    @Override
    public List<String> arguments(Installation at) {
        return List.of(
                "-Djetty.home=" + at.home(),
                "-Djetty.base=" + at.path("base"),
                // one line a record, as the server's own log has
                "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s %5$s%6$s%n",
                "-jar",
                at.path("start.jar"));
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve("base/webapps");
    }
}
