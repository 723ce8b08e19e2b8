package city.auriga.iot.reading;

import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.iot.mapping.DeviceProfile;

/** Why a reading is worked on. */
enum Attempt {
    /** It has come. */
    FIRST,
    /** Somebody wants it to be tried again. */
    ASKED,
    /** It is tried again by itself. */
    UNASKED;

    /** Whether others may have come since. */
    boolean isLate() {
        return this != FIRST;
    }

    /** What nobody asked for must not replace what is newer. */
    boolean mayWrite(DeviceProfile profile) {
        return this != UNASKED || (profile.stamp() && profile.late() != Late.OVERWRITE);
    }
}
