package city.auriga.storage.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A piece of SQL and the values of its question marks, in their order.
 *
 * @param text never holds a value of a client; names that an operator has declared, quoted
 */
public record Sql(String text, List<Object> binds) {
    public static final Sql TRUE = Sql.of("true");
    public static final Sql FALSE = Sql.of("false");

    public Sql {
        binds = List.copyOf(binds);
    }

    public static Sql of(String text, Object... binds) {
        return new Sql(text, Arrays.asList(binds));
    }

    /** This, then that. */
    public Sql then(Sql other) {
        var all = new ArrayList<>(binds);
        all.addAll(other.binds);
        return new Sql(text + other.text, all);
    }

    public Sql then(String more, Object... moreBinds) {
        return then(of(more, moreBinds));
    }

    /** Pieces with a connective between them, in parentheses; one piece stays as it is. */
    public static Sql join(String connective, List<Sql> pieces) {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        var joined = Sql.of("(");
        for (int i = 0; i < pieces.size(); i++) {
            joined = (i == 0 ? joined : joined.then(connective)).then(pieces.get(i));
        }
        return joined.then(")");
    }
}
