package io.faregate.bundles;

import java.util.Map;
import org.eclipse.jetty.ee9.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** Jetty, as its deployer does it: contexts come and go while the server runs. */
final class JettyServer implements Server {
    private final org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private final ClassLoader libraries;

    JettyServer(ClassLoader libraries) throws Exception {
        this.libraries = libraries;
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(contexts);
        server.start();
    }

    @Override
    public Deployed deploy(War war, Loading loading, Map<String, String> params) throws Exception {
        WebAppContext context = new WebAppContext();
        context.setContextPath(PATH);
        context.setWar(war.directory().toString());
        context.setParentLoaderPriority(loading == Loading.SERVER_FIRST);
        context.setThrowUnavailableOnStartupException(true);
        params.forEach(context::setInitParameter);
        Handler handler = context.get();
        await(done -> contexts.deployHandler(handler, done));
        start(handler);
        ClassLoader loader = context.getClassLoader();
        return new Deployed() {
            @Override
            public ClassLoader loader() {
                return loader;
            }

            @Override
            public void undeploy() {
                LifeCycle.stop(handler);
                await(done -> contexts.undeployHandler(handler, done));
                handler.destroy();
            }
        };
    }

    /** What the thread has for a loader is the parent of the application's. */
    private void start(Handler handler) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(libraries);
        try {
            handler.start();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private interface Change {
        void begin(Callback done);
    }

    private static void await(Change change) {
        Callback.Completable done = new Callback.Completable();
        change.begin(done);
        done.join();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
