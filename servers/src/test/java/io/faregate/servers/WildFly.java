package io.faregate.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** WildFly, standalone. */
final class WildFly implements Kind {
    /** As standalone.sh has it. */
    private static final List<String> OPENED = Stream.of(
                    "--add-exports=java.desktop/sun.awt",
                    "--add-exports=java.naming/com.sun.jndi.ldap",
                    "--add-exports=java.naming/com.sun.jndi.url.ldap",
                    "--add-exports=java.naming/com.sun.jndi.url.ldaps",
                    "--add-exports=jdk.naming.dns/com.sun.jndi.dns",
                    "--add-opens=java.base/com.sun.net.ssl.internal.ssl",
                    "--add-opens=java.base/java.lang",
                    "--add-opens=java.base/java.lang.invoke",
                    "--add-opens=java.base/java.lang.reflect",
                    "--add-opens=java.base/java.io",
                    "--add-opens=java.base/java.net",
                    "--add-opens=java.base/java.security",
                    "--add-opens=java.base/java.util",
                    "--add-opens=java.base/java.util.concurrent",
                    "--add-opens=java.management/javax.management",
                    "--add-opens=java.naming/javax.naming")
            .map(opened -> opened + "=ALL-UNNAMED")
            .toList();

    @Override
    public void configure(Installation at) throws IOException {
        at.edit(
                "standalone/configuration/standalone.xml",
                xml -> xml.replace("scan-interval=\"5000\"", "scan-interval=\"1000\""));
    }

    @Override
    public List<String> arguments(Installation at) {
        List<String> arguments = new ArrayList<>(OPENED);
        arguments.addAll(List.of(
                "-Djboss.home.dir=" + at.home(),
                "-Djboss.server.base.dir=" + at.path("standalone"),
                "-Dorg.jboss.boot.log.file=" + at.path("standalone/log/server.log"),
                "-Dlogging.configuration="
                        + at.home()
                                .resolve("standalone/configuration/logging.properties")
                                .toUri(),
                "-jar",
                at.path("jboss-modules.jar"),
                "-mp",
                at.path("modules"),
                "org.jboss.as.standalone",
                "-b=" + Installation.ADDRESS,
                "-bmanagement=" + Installation.ADDRESS,
                "-Djboss.http.port=" + at.port(),
                "-Djboss.https.port=0",
                "-Djboss.management.http.port=" + at.otherPort()));
        return arguments;
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve("standalone/deployments");
    }
}
