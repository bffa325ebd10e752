package io.faregate.policy;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who wrote a name wrong. */
final class Spelling {
    private Spelling() {}

    /** The allowed names, and the one that is nearest to what was written, if one is near. */
    static String allowed(String list, String written, Collection<String> names) {
        String near = nearest(written, names);
        return near == null ? list : list + " (did you mean " + near + "?)";
    }

    private static @Nullable String nearest(String written, Collection<String> names) {
        String plain = plain(written);
        String nearest = null;
        int least = Math.min(2, (plain.length() + 1) / 3) + 1;
        for (String name : names) {
            int distance = distance(plain, plain(name));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    private static String plain(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) : name;
        return shown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** How many letters must be put in, left out, changed, or swapped with the next. */
    private static int distance(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                least[i][j] = i == 0 ? j : j == 0 ? i : step(least, a, b, i, j);
            }
        }
        return least[a.length()][b.length()];
    }

    private static int step(int[][] least, String a, String b, int i, int j) {
        int changed = least[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(changed, Math.min(least[i - 1][j], least[i][j - 1]) + 1);
        boolean isSwapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwapped ? Math.min(best, least[i - 2][j - 2] + 1) : best;
    }
}
