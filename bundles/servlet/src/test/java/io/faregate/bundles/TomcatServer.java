package io.faregate.bundles;

import java.io.File;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Loader;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/** Tomcat, as its deployer does it: contexts come and go while the host runs. */
final class TomcatServer implements Server {
    private static final String BASE = new File("target/tomcat").getAbsolutePath();

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();
    private final ClassLoader libraries;

    TomcatServer(ClassLoader libraries) throws LifecycleException {
        this.libraries = libraries;
        tomcat.setBaseDir(BASE);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        // the thread that looks after contexts is the one that a deployer takes them out on: here it would come between
        tomcat.getEngine().setBackgroundProcessorDelay(-1);
        tomcat.getHost();
        tomcat.start();
    }

    @Override
    public Deployed deploy(War war, Loading loading, Map<String, String> params) throws Exception {
        Context context = new StandardContext();
        context.setPath(PATH);
        context.setDocBase(war.directory().toAbsolutePath().toString());
        context.setParentClassLoader(libraries);
        context.addLifecycleListener(new ContextConfig());
        params.forEach(context::addParameter);
        Loader loader = new WebappLoader();
        loader.setDelegate(loading == Loading.SERVER_FIRST);
        context.setLoader(loader);
        host().addChild(context);
        if (!context.getState().isAvailable()) {
            host().removeChild(context);
            throw new IllegalStateException("the application did not start");
        }
        return new Deployed() {
            @Override
            public ClassLoader loader() {
                return context.getLoader().getClassLoader();
            }

            @Override
            public void undeploy() {
                host().removeChild(context);
            }
        };
    }

    private StandardHost host() {
        return (StandardHost) tomcat.getHost();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
