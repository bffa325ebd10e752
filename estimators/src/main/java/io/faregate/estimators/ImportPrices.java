package io.faregate.estimators;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** {@link PriceImport} on the command line: writes a price file to the standard output, and remarks to the error one. */
public final class ImportPrices {
    private static final String USAGE = "usage: ImportPrices litellm|genai-prices FILE.json PROVIDER...";

    private ImportPrices() {}

    /**
     * Imports a list; ends the program with 1 when no model was taken or the list can not be read, with 2 when it is
     * called in another way.
     *
     * @param args {@code litellm} or {@code genai-prices}, the file, and the providers whose prices count
     */
    public static void main(String[] args) {
        System.exit(run(args, LocalDate.now(ZoneOffset.UTC), System.out, System.err));
    }

    static int run(String[] args, LocalDate today, PrintStream out, PrintStream err) {
        if (args.length < 3 || !List.of("litellm", "genai-prices").contains(args[0])) {
            err.println(USAGE);
            return 2;
        }
        try (InputStream json = Files.newInputStream(Path.of(args[1]))) {
            List<String> providers = Arrays.asList(args).subList(2, args.length);
            ImportedPrices prices = args[0].equals("litellm")
                    ? PriceImport.liteLlm(json, providers, today)
                    : PriceImport.genaiPrices(json, providers, today);
            out.write(prices.csv().getBytes(StandardCharsets.UTF_8));
            out.flush();
            prices.remarks().forEach(err::println);
            err.println(prices.models() + " models, " + prices.remarks().size() + " remarks");
            return prices.models() > 0 ? 0 : 1;
        } catch (IOException | IllegalArgumentException wrong) {
            err.println(args[1] + ": " + wrong.getMessage());
            return 1;
        }
    }
}
