package city.auriga.api.binding;

import city.auriga.core.problem.NgsiLdException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The query parameters of a request, known to be allowed. A parameter that stands twice counts as
 * one comma list.
 */
public final class Parameters {
    private final Map<String, String> values;

    Parameters(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    static Parameters of(HttpServletRequest request) {
        if (request.getQueryString() == null) {
            return new Parameters(Map.of());
        }
        var values = new HashMap<String, String>();
        request.getParameterMap().forEach((name, all) -> values.put(name, String.join(",", all)));
        return new Parameters(values);
    }

    public Map<String, String> all() {
        return values;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A comma list; empty if the parameter is absent. Empty items are refused. */
    public List<String> list(String name) {
        var text = values.get(name);
        if (text == null) {
            return List.of();
        }
        var items = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (items.contains("")) {
            throw NgsiLdException.badData(
                    name, "a list without empty items is expected, found '" + text + "'");
        }
        return items;
    }

    /**
     * A comma list of keywords (6.3.11); empty if the parameter is absent.
     *
     * @throws NgsiLdException InvalidRequest for anything but known ones
     */
    public List<String> keywords(String name, Collection<String> known) {
        var text = values.get(name);
        if (text == null) {
            return List.of();
        }
        var keywords = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (var keyword : keywords) {
            if (!known.contains(keyword)) {
                throw NgsiLdException.invalid(
                        name,
                        "unknown option '"
                                + keyword
                                + "'; known here: "
                                + String.join(", ", known));
            }
        }
        return keywords;
    }

    /** A Boolean, false if the parameter is absent. */
    public boolean flag(String name) {
        var text = values.get(name);
        if (text == null) {
            return false;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw NgsiLdException.badData(
                            name, "expected true or false, found '" + text + "'");
        };
    }

    /**
     * The place of an item in a list, 0 if the parameter is absent. Where no list goes there is no
     * item, and that is no error.
     */
    public int index(String name) {
        return find(name).filter(text -> text.matches("0*[1-9][0-9]{9,}")).isPresent()
                ? Integer.MAX_VALUE
                : number(name, 0);
    }

    /** A whole number that is not negative. */
    public int number(String name, int absent) {
        var text = values.get(name);
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // answered below, as a negative number is
        }
        throw NgsiLdException.badData(
                name, "expected a whole number from 0 on, found '" + text + "'");
    }
}
