package io.faregate.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** An unpacked web application: a web.xml, and classes that were compiled with nothing of Faregate but the bundle. */
record War(Path directory) {
    private static final Path SOURCES = Path.of(System.getProperty("webapp"));
    private static final Path OLD = Path.of(System.getProperty("old.libraries"));

    /** An application with the bundle and some more libraries in it. */
    static War of(Path directory, Bundle bundle, List<Jar> libraries) throws IOException {
        Path lib = Files.createDirectories(directory.resolve("WEB-INF/lib"));
        for (Jar library :
                Stream.concat(Stream.of(bundle.jar()), libraries.stream()).toList()) {
            Files.copy(library.path(), lib.resolve(library.name()));
        }
        try (Stream<Path> configuration = Files.list(SOURCES.resolve("WEB-INF"))) {
            for (Path file : configuration.toList()) {
                Files.copy(file, directory.resolve("WEB-INF").resolve(file.getFileName()));
            }
        }
        compile(bundle, Files.createDirectories(directory.resolve("WEB-INF/classes")));
        return new War(directory);
    }

    /** With all warnings, as those of an application's own build would be of what is in the bundle. */
    private static void compile(Bundle bundle, Path classes) throws IOException {
        List<Jar> path = new ArrayList<>(oldLibraries(".*"));
        path.add(bundle.jar());
        path.add(Jar.of(Servlet.class));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES.resolve("shop"))) {
            StringWriter said = new StringWriter();
            boolean isCompiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "--release",
                                    Integer.toString(bundle.java()),
                                    "-Xlint:all,-options",
                                    "-Werror",
                                    "-proc:none",
                                    "-classpath",
                                    path.stream()
                                            .map(jar -> jar.path().toString())
                                            .collect(Collectors.joining(File.pathSeparator)),
                                    "-d",
                                    classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources.toList()))
                    .call();
            assertThat(isCompiled).as(said.toString()).isTrue();
        }
    }

    /** Of Jackson, Guava, Caffeine, Bucket4j, SnakeYAML and SLF4J as they were some years ago, those whose names match. */
    static List<Jar> oldLibraries(String names) throws IOException {
        try (Stream<Path> jars = Files.list(OLD)) {
            return jars.sorted()
                    .map(Jar::new)
                    .filter(jar -> jar.name().matches(names))
                    .toList();
        }
    }
}
