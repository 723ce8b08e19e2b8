package city.auriga.iot.reading;

/**
 * Readings that were let in one after the other and keep their order. Once one of them could not be
 * committed, those behind it that have not begun yet do not begin: all come again, in another
 * round. Thread-safe.
 */
public final class Round {
    private volatile boolean over;
    private volatile boolean left;

    /** Before anything that is behind it can begin. */
    void end() {
        over = true;
    }

    /** Nobody waits any more: what is not acknowledged is sent again, if its sender does that. */
    void leave() {
        left = true;
    }

    boolean isLeft() {
        return left;
    }

    boolean isOver() {
        return over;
    }
}
