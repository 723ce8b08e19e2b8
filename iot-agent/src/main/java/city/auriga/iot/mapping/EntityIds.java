package city.auriga.iot.mapping;

import city.auriga.core.model.Uri;
import java.nio.charset.StandardCharsets;

/** Ids of the entities that devices write to. */
public final class EntityIds {
    private EntityIds() {}

    /** A name that an operator gave, made a URI by a prefix unless it is one already. */
    public static String named(String name, String type) {
        return Uri.isAbsolute(name) ? name : "urn:ngsi-ld:" + local(type) + ":" + escape(name);
    }

    /**
     * The id of an entity that nobody named.
     *
     * @param conjunction what stands between type and device
     */
    public static String derived(String device, String type, String conjunction) {
        return "urn:ngsi-ld:" + escape(local(type) + conjunction + device);
    }

    /** A name behind a prefix, in the letters of a URI. */
    static String prefixed(String prefix, String name) {
        return prefix + escape(name);
    }

    /** The last part of a type that is an IRI. */
    private static String local(String type) {
        return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#')) + 1);
    }

    private static String escape(String text) {
        if (Uri.isAbsolute("urn:" + text)) {
            return text;
        }
        var escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean kept = b > ' ' && b < 0x7f && "<>\"{}|\\^`%".indexOf(b) < 0;
            escaped.append(kept ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return escaped.toString();
    }
}
