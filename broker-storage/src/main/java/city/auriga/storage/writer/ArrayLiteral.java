package city.auriga.storage.writer;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** PostgreSQL's text form of an array: {@code unnest} cannot carry arrays of different lengths. */
final class ArrayLiteral {
    private ArrayLiteral() {}

    static String of(Collection<String> texts) {
        return of(texts, Function.identity());
    }

    static <T> String of(Collection<T> items, Function<T, String> text) {
        return items.stream()
                .map(item -> '"' + escape(text.apply(item)) + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
