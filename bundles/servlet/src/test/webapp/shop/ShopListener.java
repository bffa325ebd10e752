package shop;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Keeps what the servlets share: a client for the model, whose threads end with the application. */
public class ShopListener implements ServletContextListener {
    // tag::client-of-an-application[]
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Thread starting = Thread.currentThread();
        ClassLoader own = starting.getContextClassLoader();
        // the client's selector thread takes it over, and lives some seconds longer than the application
        starting.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            HttpClient client = HttpClient.newBuilder().executor(threads).build();
            event.getServletContext().setAttribute("client", client);
        } finally {
            starting.setContextClassLoader(own);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
    // end::client-of-an-application[]
}
