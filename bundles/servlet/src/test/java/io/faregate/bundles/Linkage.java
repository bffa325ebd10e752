package io.faregate.bundles;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Whether classes find what they refer to, in each other and in some release of the JDK, which is known from what this
 * JDK's compiler has for its {@code --release}.
 */
final class Linkage {
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int INTERFACE_METHOD = 11;
    private static final Set<String> OF_ANY_SIGNATURE =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final Map<String, Type> types = new HashMap<>();

    /** What others see of a class. Members are a name and a descriptor. */
    private record Type(List<String> parents, Set<String> members) {}

    private Linkage() {}

    /** The classes of a JDK before this one. */
    static Linkage of(int release) throws IOException {
        Linkage linkage = new Linkage();
        Path signatures = Path.of(System.getProperty("java.home"), "lib", "ct.sym");
        String digit = Integer.toString(release, Character.MAX_RADIX).toUpperCase(Locale.ROOT);
        try (FileSystem all = FileSystems.newFileSystem(signatures);
                Stream<Path> files = Files.walk(all.getPath("/"))) {
            // a directory is named by the releases that its files are of
            for (Path file : files.filter(file -> file.toString().endsWith(".sig"))
                    .filter(file -> file.getName(0).toString().contains(digit))
                    .toList()) {
                linkage.add(Files.readAllBytes(file));
            }
        }
        return linkage;
    }

    void add(Collection<byte[]> classes) {
        classes.forEach(this::add);
    }

    private void add(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        List<String> parents = new ArrayList<>(Arrays.asList(reader.getInterfaces()));
        if (reader.getSuperName() != null) {
            parents.add(reader.getSuperName());
        }
        Set<String> members = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(int access, String name, String type, String generic, Object value) {
                        members.add(name + type);
                        return null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String generic, String[] thrown) {
                        members.add(name + type);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        types.put(reader.getClassName(), new Type(parents, members));
    }

    /** What a class refers to and does not find: types, and members as {@code type.member}. */
    Set<String> missing(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        char[] buffer = new char[reader.getMaxStringLength()];
        Set<String> missing = new TreeSet<>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            int tag = at == 0 ? 0 : reader.readByte(at - 1);
            if (tag == CLASS) {
                String type = reader.readUTF8(at, buffer);
                if (!type.startsWith("[") && !types.containsKey(type)) {
                    missing.add(type);
                }
            } else if (tag >= FIELD && tag <= INTERFACE_METHOD) {
                String owner = reader.readClass(at, buffer);
                int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
                String name = reader.readUTF8(nameAndType, buffer);
                if (!owner.startsWith("[") && !has(owner, name, reader.readUTF8(nameAndType + 2, buffer))) {
                    missing.add(owner + "." + name);
                }
            }
        }
        return missing;
    }

    /** Whether a type or one that it is made of has a member; of what is not known, none is. */
    private boolean has(String owner, String name, String type) {
        Type known = types.get(owner);
        return known != null
                && (OF_ANY_SIGNATURE.contains(owner)
                        || known.members.contains(name + type)
                        || known.parents.stream().anyMatch(parent -> has(parent, name, type)));
    }
}
