package io.faregate.samples.chat;

import java.util.List;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.util.security.Credential;

/** The users that this container knows. Each one's password, and API key, is the name followed by {@code -key}. */
final class DemoUsers {
    static final String KEY_ENDING = "-key";
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "mallory", "admin");

    private DemoUsers() {}

    static HashLoginService realm() {
        UserStore users = new UserStore();
        for (String name : NAMES) {
            String[] roles = name.equals("admin") ? new String[] {"user", "admin"} : new String[] {"user"};
            users.addUser(name, Credential.getCredential(name + KEY_ENDING), roles);
        }
        HashLoginService realm = new HashLoginService("Faregate demo");
        realm.setUserStore(users);
        return realm;
    }
}
