package io.faregate.servers;

import static io.faregate.servers.Flavour.JAKARTA;
import static io.faregate.servers.Flavour.JAVAX;

import java.util.List;

/** The servers: what they are to Maven, whose servlets they run, how their kind is started, and their newest JDK. */
enum Server {
    TOMCAT_85("Tomcat", "org.apache.tomcat:tomcat:8.5.100:zip", JAVAX, new Tomcat(), 25),
    TOMCAT_9("Tomcat", "org.apache.tomcat:tomcat:9.0.117:zip", JAVAX, new Tomcat(), 25),
    TOMCAT_101("Tomcat", "org.apache.tomcat:tomcat:10.1.59:zip", JAKARTA, new Tomcat(), 25),
    TOMCAT_11("Tomcat", "org.apache.tomcat:tomcat:11.0.24:zip", JAKARTA, new Tomcat(), 25),
    JETTY_94("Jetty", "org.eclipse.jetty:jetty-home:9.4.58.v20250814:zip", JAVAX, new JettyHome("deploy"), 25),
    JETTY_121_EE8("Jetty ee8", "org.eclipse.jetty:jetty-home:12.1.12:zip", JAVAX, new JettyHome("ee8-deploy"), 25),
    JETTY_121_EE10("Jetty ee10", "org.eclipse.jetty:jetty-home:12.1.12:zip", JAKARTA, new JettyHome("ee10-deploy"), 25),
    JETTY_121_EE11("Jetty ee11", "org.eclipse.jetty:jetty-home:12.1.12:zip", JAKARTA, new JettyHome("ee11-deploy"), 25),
    WILDFLY_26("WildFly", "org.wildfly:wildfly-dist:26.1.3.Final:zip", JAVAX, new WildFly(), 17),
    WILDFLY_39("WildFly", "org.wildfly:wildfly-dist:39.0.1.Final:zip", JAKARTA, new WildFly(), 25),
    LIBERTY_EE8(
            "Open Liberty EE 8",
            "io.openliberty:openliberty-runtime:26.0.0.3:zip",
            JAVAX,
            new OpenLiberty("servlet-4.0", "jaxrs-2.1"),
            25),
    LIBERTY_EE10(
            "Open Liberty EE 10",
            "io.openliberty:openliberty-runtime:26.0.0.3:zip",
            JAKARTA,
            new OpenLiberty("servlet-6.0", "restfulWS-3.1"),
            25),
    PAYARA_5("Payara Micro", "fish.payara.extras:payara-micro:5.2022.5:jar", JAVAX, new PayaraMicro(), 17),
    PAYARA_6("Payara Micro", "fish.payara.extras:payara-micro:6.2025.10:jar", JAKARTA, new PayaraMicro(), 25),
    TOMEE_8("TomEE", "org.apache.tomee:apache-tomee:8.0.13:zip:webprofile", JAVAX, new Tomcat(), 17),
    TOMEE_9("TomEE", "org.apache.tomee:apache-tomee:9.0.0:zip:webprofile", JAKARTA, new Tomcat(), 17),
    GLASSFISH_7("GlassFish", "org.glassfish.main.distributions:glassfish:7.0.21:zip", JAKARTA, new GlassFish(), 17);

    private final String label;
    private final String coordinates;
    private final Flavour flavour;

    @SuppressWarnings("ImmutableEnumChecker") // a kind has no state that changes
    private final Kind kind;

    private final int newestJdk;

    Server(String label, String coordinates, Flavour flavour, Kind kind, int newestJdk) {
        this.label = label;
        this.coordinates = coordinates;
        this.flavour = flavour;
        this.kind = kind;
        this.newestJdk = newestJdk;
    }

    String label() {
        return label;
    }

    String version() {
        return List.of(coordinates.split(":", -1)).get(2);
    }

    String coordinates() {
        return coordinates;
    }

    Flavour flavour() {
        return flavour;
    }

    Kind kind() {
        return kind;
    }

    /** Whether the server itself starts there. */
    boolean runsOn(Jdk jdk) {
        return jdk.feature() <= newestJdk;
    }
}
