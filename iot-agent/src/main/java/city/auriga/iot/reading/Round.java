package city.auriga.iot.reading;

/**
 * Readings that were let in one after the other and keep their order. Once one of them could not be
 * committed, those behind it that have not begun yet do not begin: all come again, in another
 * round. Thread-safe.
 */
public final class Round {
    private volatile boolean over;

    /** Before anything that is behind it can begin. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
