package io.faregate.samples.chat;

/** Starts the sample: {@code mvn -Pdemo} from the root of the repository. */
public final class Demo {

    private Demo() {}

    /**
     * Runs until the process is told to stop.
     *
     * @param args not used; the options are system properties, see {@link DemoOptions}
     * @throws InterruptedException when the waiting thread is told to stop
     */
    public static void main(String[] args) throws InterruptedException {
        try {
            DemoServer demo = DemoServer.start(DemoOptions.ofSystem());
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "stop"));
            System.out.println("Faregate demo ready: " + demo.url());
            demo.join();
        } catch (CannotStart mistake) {
            System.err.println(mistake.getMessage());
            System.exit(1);
        }
    }
}
