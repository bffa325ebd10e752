package io.faregate.bundles;

import java.net.URI;
import java.util.Map;

/** A server that applications are put into, and taken out of, while it runs. */
interface Server extends AutoCloseable {
    /** Where its one application is. */
    String PATH = "/shop";

    /** An application that runs. */
    interface Deployed {
        ClassLoader loader();

        void undeploy();
    }

    /** Whose classes an application gets when it and its server have some of the same name. */
    enum Loading {
        OWN_FIRST,
        SERVER_FIRST
    }

    /** The servers there are. */
    enum Kind {
        JETTY,
        TOMCAT;

        Server start(ClassLoader libraries) throws Exception {
            return this == JETTY ? new JettyServer(libraries) : new TomcatServer(libraries);
        }
    }

    /**
     * Runs an application at {@link #PATH}.
     *
     * @param params its context's init-params
     * @throws Exception when it does not start
     */
    Deployed deploy(War war, Loading loading, Map<String, String> params) throws Exception;

    int port();

    /** Something of the application. */
    default URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + PATH + path);
    }

    @Override
    void close();
}
