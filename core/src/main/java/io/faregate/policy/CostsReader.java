package io.faregate.policy;

import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import io.faregate.cost.CostTableException;
import io.faregate.cost.Money;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the cost table that the {@code costs} section names. */
final class CostsReader {
    private static final String BUILT_IN = "built-in";

    private final Beside files;
    private final Mistakes mistakes;

    CostsReader(Beside files, Mistakes mistakes) {
        this.files = files;
        this.mistakes = mistakes;
    }

    CostEstimator read(Values costs) {
        List<String> names = costs.get(RootKeys.TABLES).orElse(List.of(BUILT_IN));
        CostTable all =
                costs.get(RootKeys.UNKNOWN_MODEL).map(CostsReader::unknown).orElse(null);
        boolean complete = true;
        for (int i = 0; i < names.size(); i++) {
            CostTable table = table(names.get(i), costs.at(RootKeys.TABLES) + "[" + i + "]");
            all = table == null ? all : all == null ? table : table.over(all);
            complete &= table != null;
        }
        // without a table that is a mistake already, every model in it would be a second one
        return complete && all != null ? all : model -> Optional.of(usage -> Optional.of(Money.ZERO));
    }

    /** The prices of a model that no table has; null when it is refused. */
    private static @Nullable CostTable unknown(Values prices) {
        String input = prices.get(RootKeys.UNKNOWN_INPUT).orElse(null);
        String output = prices.get(RootKeys.UNKNOWN_OUTPUT).orElse(null);
        return input == null || output == null
                ? null
                : CostTable.builder()
                        .version("unknown-model")
                        .unknownModel(rates -> rates.input(input).output(output))
                        .build();
    }

    private @Nullable CostTable table(String name, String path) {
        if (name.equals(BUILT_IN)) {
            return CostTable.builtIn();
        }
        try (InputStream in = files.open(name)) {
            return CostTable.read(name, in);
        } catch (FileNotFoundException | NoSuchFileException missing) {
            mistakes.add(path, "'" + name + "', but there is no " + files.place(name), Kinds.TABLE.allowed());
        } catch (IOException broken) {
            mistakes.add(path, "'" + name + "', which can not be read: " + broken, Kinds.TABLE.allowed());
        } catch (CostTableException broken) {
            broken.mistakes()
                    .forEach(each -> mistakes.add(
                            path,
                            each.file() + ", line " + each.line() + ", " + each.column() + ": '" + each.found() + "'",
                            each.allowed()));
        }
        return null;
    }
}
