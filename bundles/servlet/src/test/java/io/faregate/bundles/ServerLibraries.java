package io.faregate.bundles;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/** What a server has for all of its applications: the servlet API and some jars, and of SLF4J only what is in these. */
final class ServerLibraries extends URLClassLoader {
    private static final String LOG = "org.slf4j.";

    ServerLibraries(List<Jar> jars) {
        super(jars.stream().map(ServerLibraries::url).toArray(URL[]::new), ServerLibraries.class.getClassLoader());
    }

    private static URL url(Jar jar) {
        try {
            return jar.path().toUri().toURL();
        } catch (MalformedURLException never) {
            throw new IllegalArgumentException(never);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(LOG)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
