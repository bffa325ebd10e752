package io.faregate.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Open Liberty.
 *
 * @param features those that the server has
 */
record OpenLiberty(List<String> features) implements Kind {
    private static final String SERVER = "usr/servers/defaultServer/";

    OpenLiberty(String... features) {
        this(List.of(features));
    }

    @Override
    public void configure(Installation at) throws IOException {
        String all = features.stream()
                .map(feature -> "<feature>" + feature + "</feature>")
                .collect(Collectors.joining());
        at.write(SERVER + "server.xml", """
                <server>
                  <featureManager>%s</featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="%s" httpPort="%d" httpsPort="-1" />
                  <applicationMonitor pollingRate="1s" />
                </server>
                """.formatted(all, Installation.ADDRESS, at.port()));
        at.makeDirectory(SERVER + "dropins");
    }

    @Override
    public List<String> arguments(Installation at) {
        return List.of(
                "-javaagent:" + at.path("bin/tools/ws-javaagent.jar"),
                "-Djava.awt.headless=true",
                "-jar",
                at.path("bin/tools/ws-server.jar"),
                "defaultServer");
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve(SERVER + "dropins");
    }

    @Override
    public List<Path> logs(Installation at) {
        return List.of(at.home().resolve(SERVER + "logs/messages.log"));
    }
}
