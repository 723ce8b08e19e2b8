package city.auriga.core.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a condition of a {@code q} is about (4.9, AttrPathProps). All names are expanded. */
public sealed interface Path {
    /**
     * {@code relationship{types:target}}: the target of a path in linked Entities.
     *
     * @param types the linked Entity must have one of them; empty if any will do
     */
    record Linked(String relationship, List<String> types, Path target) implements Path {
        public Linked {
            types = List.copyOf(types);
        }
    }

    /**
     * {@code name.name.member} or {@code name.name[trail]}.
     *
     * @param names an Attribute and its sub-attributes; empty for a member of the Entity
     * @param member the last name, if it is no Attribute
     */
    record Local(List<String> names, @Nullable Member member, Trail trail) implements Path {
        public Local {
            names = List.copyOf(names);
            if (names.isEmpty() && (member == null || !member.onEntity())) {
                throw new IllegalArgumentException("a path needs a name");
            }
            if (member != null && !(trail instanceof Trail.None)) {
                throw new IllegalArgumentException("a trail leads into a value, not a member");
            }
        }
    }

    /** The bracketed end of a path. */
    sealed interface Trail {
        Trail NONE = new None();
        Trail ANY = new Any();

        /** No brackets: the value itself. */
        record None() implements Trail {}

        /** {@code [*]}: all languages. */
        record Any() implements Trail {}

        /** {@code [key.key]}: inside a compound value; or one language. */
        record Keys(List<Key> keys) implements Trail {
            public Keys {
                keys = List.copyOf(keys);
                if (keys.isEmpty()) {
                    throw new IllegalArgumentException("a trail needs a key");
                }
            }
        }
    }

    /**
     * A key in a compound value.
     *
     * @param name as written: the key in a JsonProperty or geometry, or a language tag
     * @param iri expanded, the key in a Property's value; the same as the name under {@code
     *     jsonKeys}
     */
    record Key(String name, String iri) {}

    /** How many Relationships the path follows. */
    default int links() {
        return switch (this) {
            case Linked linked -> 1 + linked.target().links();
            case Local _ -> 0;
        };
    }

    /** Whether the path begins with an Attribute, not with a system member of the Entity. */
    default boolean startsWithAttribute() {
        return switch (this) {
            case Linked _ -> true;
            case Local local -> !local.names().isEmpty();
        };
    }
}
