package dev.tributary.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The public API changes only on purpose: every signature of every exported type is listed in {@code public-api.txt}.
 *
 * <p>To accept a change, run the tests once with {@code -Dtributary.api.write=true} and review the difference.
 */
class PublicApiTest {
  private static final Path LIST = Path.of("src/test/resources/public-api.txt");

  @Test
  void everySignatureIsListed() throws Exception {
    var found = new TreeSet<String>();
    for (Class<?> type : exportedTypes()) {
      describe(type, found);
    }
    if (Boolean.getBoolean("tributary.api.write")) {
      Files.createDirectories(LIST.getParent());
      Files.write(LIST, found);
    }
    assertThat(found).as("the public API against %s", LIST).containsExactlyElementsOf(Files.readAllLines(LIST));
  }

  @Test
  void everyExportedTypeStandsInTheArchitecture() throws Exception {
    String page = Files.readString(Path.of("../ARCHITECTURE.md"));
    var missing = exportedTypes().stream().filter(t -> t.getDeclaringClass() == null).map(Class::getSimpleName).filter(name -> !page.contains("`" + name + "`")).toList();
    assertThat(missing).as("public types that ARCHITECTURE.md does not list").isEmpty();
  }

  private static List<Class<?>> exportedTypes() throws IOException, URISyntaxException, ClassNotFoundException {
    var root = Path.of(URI.create(dev.tributary.math.Job.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(root.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    var types = new ArrayList<Class<?>>();
    for (var exports : module.exports()) {
      if (exports.isQualified()) {
        continue;
      }
      try (var files = Files.list(root.resolve(exports.source().replace('.', '/')))) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".class") && !name.equals("package-info.class")) {
            Class<?> type = Class.forName(exports.source() + "." + name.substring(0, name.length() - 6));
            if (visible(type)) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static boolean visible(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getDeclaringClass()) {
      if (!Modifier.isPublic(at.getModifiers()) || at.isAnonymousClass() || at.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static void describe(Class<?> type, TreeSet<String> found) {
    String name = type.getCanonicalName();
    found.add(name + " : " + (type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isAnnotation() ? "annotation" : type.isInterface() ? "interface" : "class"));
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (Modifier.isPublic(constructor.getModifiers())) {
        found.add(name + " : new" + parameters(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isBridge() && !method.isSynthetic()) {
        String fixed = Modifier.isStatic(method.getModifiers()) ? "static " : "";
        found.add(name + " : " + fixed + method.getGenericReturnType().getTypeName() + " " + method.getName() + parameters(method));
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        found.add(name + " : " + field.getGenericType().getTypeName() + " " + field.getName());
      }
    }
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getGenericParameterTypes()).map(t -> t.getTypeName()).collect(Collectors.joining(", ", "(", ")"));
  }
}
