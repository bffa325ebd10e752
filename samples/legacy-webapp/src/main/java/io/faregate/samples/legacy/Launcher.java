package io.faregate.samples.legacy;

import io.faregate.samples.legacy.web.AskServlet;
import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat 9 that runs the unpacked WAR, and the stand-in for the provider beside it. */
public final class Launcher implements AutoCloseable {
    private static final int USUAL_PORT = 8080;

    private final StandInProvider provider;
    private final Tomcat tomcat = new Tomcat();

    private Launcher(StandInProvider provider) {
        this.provider = provider;
    }

    /**
     * Runs until the process is told to stop, on port 8080.
     *
     * @param args the directory of the unpacked WAR
     * @throws Exception when the application does not start
     */
    public static void main(String[] args) throws Exception {
        Launcher launcher = start(Path.of(args[0]), USUAL_PORT);
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop"));
        System.out.println("Faregate sample ready: " + launcher.url());
        launcher.tomcat.getServer().await();
    }

    /** Starts the application; when this returns, it answers. */
    static Launcher start(Path webapp, int port) throws Exception {
        Launcher launcher = new Launcher(StandInProvider.start());
        try {
            launcher.run(webapp.toAbsolutePath(), port);
            return launcher;
        } catch (Exception failure) {
            launcher.close();
            throw failure;
        }
    }

    private void run(Path webapp, int port) throws LifecycleException {
        tomcat.setBaseDir(webapp.resolveSibling("tomcat").toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addWebapp("", webapp.toString());
        context.addLifecycleListener(Launcher::withoutPages);
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new LifecycleException("The application did not start.");
        }
        context.getServletContext().setAttribute(AskServlet.PROVIDER, provider.url());
    }

    /** An embedded Tomcat expects a compiler of JSP pages that is not there. */
    private static void withoutPages(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
            Context context = (Context) event.getLifecycle();
            context.removeChild(context.findChild("jsp"));
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException("the sample did not stop", failure);
        } finally {
            provider.close();
        }
    }
}
