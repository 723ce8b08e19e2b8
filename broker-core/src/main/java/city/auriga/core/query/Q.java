package city.auriga.core.query;

import city.auriga.core.model.DateTimes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@code q} (4.9). Built by {@link QParser}, printed by {@link QPrinter}, judged by {@link
 * Evaluator}; read by exhaustive switch.
 */
public sealed interface Q {
    /** {@code a;b}: at least two terms. */
    record And(List<Q> terms) implements Q {
        public And {
            terms = requireTwo(terms);
        }
    }

    /** {@code a|b}: at least two terms. */
    record Or(List<Q> terms) implements Q {
        public Or {
            terms = requireTwo(terms);
        }
    }

    /** {@code path}. */
    record Exists(Path path) implements Q {}

    /** {@code !path}. */
    record Absent(Path path) implements Q {}

    /**
     * {@code path==operand}, or {@code path!=operand} if negated, which needs a target that exists
     * and differs.
     */
    record Equal(Path path, boolean negated, Operand operand) implements Q {}

    /** {@code path>literal} and the like. */
    record Order(Path path, Relation relation, Literal literal) implements Q {
        public Order {
            if (literal instanceof Truth) {
                throw new IllegalArgumentException("booleans have no order");
            }
        }
    }

    /** {@code path~=regex}, or {@code path!~=regex} if negated, which needs a text. */
    record Match(Path path, boolean negated, Regex regex) implements Q {}

    /** The right side of {@code ==} and {@code !=}. */
    sealed interface Operand {}

    /** One literal, or a list of them. */
    record OneOf(List<Literal> literals) implements Operand {
        public OneOf {
            literals = List.copyOf(literals);
            if (literals.isEmpty()) {
                throw new IllegalArgumentException("a comparison needs a literal");
            }
        }
    }

    /** {@code low..high}, both included and of one kind. */
    record Between(Literal low, Literal high) implements Operand {
        public Between {
            if (low.getClass() != high.getClass() || low instanceof Truth) {
                throw new IllegalArgumentException("a range needs two values of one ordered kind");
            }
        }
    }

    /** A value in a query; its kind decides what it can be compared with. */
    sealed interface Literal {
        /** The literal of a text, which may be a DateTime or a time of day. */
        static Literal text(String text) {
            var instant = DateTimes.find(text);
            if (instant.isPresent()) {
                return new Moment(text, instant.get());
            }
            var time = TimeOfDay.parse(text);
            return time == null ? new Text(text) : new TimeOfDay(text, time);
        }
    }

    record Numeric(BigDecimal value) implements Literal {
        public Numeric {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    record Truth(boolean value) implements Literal {}

    /** A text, a URI or a Date, whose texts sort like their days. */
    record Text(String value) implements Literal {}

    /** A DateTime; compared as a text with what is not one. */
    record Moment(String text, Instant instant) implements Literal {}

    /** A time of day; compared as a text with what is not one. */
    record TimeOfDay(String text, LocalTime time) implements Literal {
        private static final int SECONDS_END = 8;
        private static final String MIDNIGHT_OF = "2000-01-01T";

        /** The time of a text such as {@code 08:00:00Z} (4.6.3), or null. */
        static @Nullable LocalTime parse(String text) {
            if (text.length() <= SECONDS_END || text.charAt(2) != ':') {
                return null;
            }
            return DateTimes.find(MIDNIGHT_OF + text)
                    .map(i -> LocalTime.ofInstant(i, ZoneOffset.UTC))
                    .orElse(null);
        }
    }

    /** The ordering operators. */
    enum Relation {
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        private final String symbol;

        Relation(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** Whether it holds for the sign of a comparison of target and literal. */
        boolean holds(int comparison) {
            return switch (this) {
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
            };
        }
    }

    /** The paths of all conditions. */
    default Stream<Path> paths() {
        return switch (this) {
            case And and -> and.terms.stream().flatMap(Q::paths);
            case Or or -> or.terms.stream().flatMap(Q::paths);
            case Exists exists -> Stream.of(exists.path);
            case Absent absent -> Stream.of(absent.path);
            case Equal equal -> Stream.of(equal.path);
            case Order order -> Stream.of(order.path);
            case Match match -> Stream.of(match.path);
        };
    }

    /** How many Relationships the longest path follows. */
    default int links() {
        return paths().mapToInt(Path::links).max().orElse(0);
    }

    /** Whether it names an Attribute, not only system members (5.7.2.4). */
    default boolean namesAttribute() {
        return paths().anyMatch(Path::startsWithAttribute);
    }

    private static List<Q> requireTwo(List<Q> terms) {
        if (terms.size() < 2) {
            throw new IllegalArgumentException("a connective needs two terms");
        }
        return List.copyOf(terms);
    }
}
