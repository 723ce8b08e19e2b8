package city.auriga.iot.expression;

/**
 * A text that is not an expression. The message names the member, the place and what was expected.
 */
public final class ExpressionException extends RuntimeException {
    private final String member;
    private final int position;

    ExpressionException(String member, int position, String problem) {
        super(member + ": " + problem, null, false, false);
        this.member = member;
        this.position = position;
    }

    /** Where the expression stands. */
    public String member() {
        return member;
    }

    /** The character where the fault is, from 1 on. */
    public int position() {
        return position;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
