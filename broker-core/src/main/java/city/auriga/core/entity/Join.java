package city.auriga.core.entity;

import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the Entities that Relationships lead to are answered with an Entity (4.5.23).
 *
 * @param level how many Relationships are followed one after the other; 0 without a join
 * @param containedBy ids of Entities that the reader has already: they are not joined again
 */
public record Join(Mode mode, int level, Set<String> containedBy) {
    /** No Entity is joined. */
    public static final Join NONE = new Join(Mode.NONE, 0, Set.of());

    /** More would hardly be of use, and can be much. */
    public static final int MAX_LEVEL = 10;

    public Join {
        containedBy = Set.copyOf(containedBy);
    }

    /** Where a joined Entity stands. */
    public enum Mode {
        /** It does not. */
        NONE,
        /** In the Relationship that leads to it (4.5.23.2). */
        INLINE,
        /** Behind those that link to it (4.5.23.3). */
        FLAT
    }

    /**
     * @param join null if absent
     * @param joinLevel null if absent, which means 1
     * @param containedBy null if absent
     * @throws NgsiLdException BadRequestData that names the parameter
     */
    public static Join parse(
            @Nullable String join,
            @Nullable Integer joinLevel,
            @Nullable List<String> containedBy) {
        var mode = mode(join);
        if (mode == Mode.NONE) {
            if (joinLevel != null) {
                throw withoutJoin("joinLevel");
            }
            if (containedBy != null) {
                throw withoutJoin("containedBy");
            }
            return NONE;
        }
        int level = joinLevel == null ? 1 : joinLevel;
        if (level < 1 || level > MAX_LEVEL) {
            throw NgsiLdException.badData(
                    "joinLevel",
                    "expected a whole number from 1 to " + MAX_LEVEL + ", found " + level);
        }
        var contained = containedBy == null ? List.<String>of() : containedBy;
        contained.forEach(id -> Uri.require(id, "containedBy"));
        return new Join(mode, level, Set.copyOf(contained));
    }

    private static Mode mode(@Nullable String join) {
        return switch (join) {
            case null -> Mode.NONE;
            case "@none" -> Mode.NONE;
            case "inline" -> Mode.INLINE;
            case "flat" -> Mode.FLAT;
            default ->
                    throw NgsiLdException.badData(
                            "join", "expected inline, flat or @none, found '" + join + "'");
        };
    }

    private static NgsiLdException withoutJoin(String parameter) {
        return NgsiLdException.badData(
                parameter, parameter + " has a meaning only with join=inline or join=flat");
    }
}
