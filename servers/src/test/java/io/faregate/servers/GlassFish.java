package io.faregate.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** GlassFish, its first domain, as {@code asadmin start-domain} says that it would start it. */
final class GlassFish implements Kind {
    private static final String DOMAIN = "glassfish/domains/domain1";
    private static final List<String> UNUSED_PORTS = List.of("8181", "3820", "3920", "8686");

    @Override
    public void configure(Installation at) throws IOException {
        at.edit(DOMAIN + "/config/domain.xml", xml -> listening(xml, at));
    }

    private static String listening(String xml, Installation at) {
        String address = "address=\"" + Installation.ADDRESS + "\" ";
        String listening = xml.replace("address=\"0.0.0.0\" ", address)
                .replace("port=\"8080\"", address + "port=\"" + at.port() + "\"")
                .replace("port=\"4848\"", address + "port=\"" + at.otherPort() + "\"")
                // a shell on a port of its own
                .replace("org.apache.felix.shell.remote,", "");
        for (String unused : UNUSED_PORTS) {
            listening = listening.replace("port=\"" + unused + "\"", "enabled=\"false\" port=\"" + unused + "\"");
        }
        return listening;
    }

    @Override
    public List<String> arguments(Installation at) throws IOException {
        Process asadmin = new ProcessBuilder(
                        Settings.jdk().tool("java").toString(),
                        "-jar",
                        at.path("glassfish/lib/client/appserver-cli.jar"),
                        "start-domain",
                        "--dry-run",
                        "domain1")
                .redirectErrorStream(true)
                .start();
        String said = new String(asadmin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines()
                .dropWhile(line -> !line.endsWith("/java"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .toList();
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve(DOMAIN + "/autodeploy");
    }

    @Override
    public List<Path> logs(Installation at) {
        return List.of(at.home().resolve(DOMAIN + "/logs/server.log"));
    }
}
