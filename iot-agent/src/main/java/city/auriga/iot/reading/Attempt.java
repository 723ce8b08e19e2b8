package city.auriga.iot.reading;

import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.iot.mapping.DeviceProfile;

/**
 * One attempt at a reading.
 *
 * @param round that it is of
 * @param comesAgain whether its sender sends it again if it is not acknowledged
 */
public record Attempt(Reason reason, Round round, boolean comesAgain) {
    /** Why a reading is worked on. */
    public enum Reason {
        /** It has come. */
        COME,
        /** It could not be committed when it came. */
        FAILED_BEFORE,
        /** Somebody wants its letter to be tried. */
        ASKED,
        /** Its letter is tried by itself. */
        UNASKED
    }

    /** One that keeps no order with others but by its arrival. */
    static Attempt alone(Reason reason) {
        return new Attempt(reason, new Round(), true);
    }

    /** Whether it was let in before, and others may have come since. */
    boolean isLate() {
        return reason != Reason.COME;
    }

    /** Whether what could not be used of it may be understood now. */
    boolean isReplay() {
        return reason == Reason.ASKED || reason == Reason.UNASKED;
    }

    /** What nobody asked for must not replace what is newer. */
    boolean mayWrite(DeviceProfile profile) {
        return reason != Reason.UNASKED || (profile.stamp() && profile.late() != Late.OVERWRITE);
    }

    /** Whether it comes again: behind something that has to be tried again, or all of it. */
    boolean isTooEarly() {
        return round.isOver() || (comesAgain && round.isLeft());
    }

    /** It has to be tried again. */
    void fail() {
        round.end();
    }
}
