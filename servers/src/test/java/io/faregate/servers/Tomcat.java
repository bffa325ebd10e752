package io.faregate.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Tomcat, and TomEE, which is one. */
final class Tomcat implements Kind {
    @Override
    public void configure(Installation at) throws IOException {
        at.edit(
                "conf/server.xml",
                xml -> xml.replace("port=\"8005\"", "port=\"-1\"")
                        .replaceFirst(
                                "<Connector port=\"8080\"",
                                "<Connector address=\"" + Installation.ADDRESS + "\" port=\"" + at.port() + "\"")
                        // looks for applications every second, in place of ten
                        .replaceFirst("<Engine ", "<Engine backgroundProcessorDelay=\"1\" "));
    }

    @Override
    public List<String> arguments(Installation at) {
        return List.of(
                "-cp",
                at.path("bin/bootstrap.jar") + File.pathSeparator + at.path("bin/tomcat-juli.jar"),
                "-Dcatalina.home=" + at.home(),
                "-Djava.io.tmpdir=" + at.path("temp"),
                "-Djava.util.logging.config.file=" + at.path("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                // as catalina.sh has it: Tomcat looks for what applications leave behind
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }

    @Override
    public Path deployments(Installation at) {
        return at.home().resolve("webapps");
    }
}
