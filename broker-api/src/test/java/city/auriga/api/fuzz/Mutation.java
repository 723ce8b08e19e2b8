package city.auriga.api.fuzz;

import java.util.Optional;

/**
 * One broken request, and what is known about it.
 *
 * @param what was broken
 * @param refused whether it is known to be invalid; else it may be answered by anything but a
 *     failure of the broker
 * @param named the member, parameter or header that the answer must name
 */
record Mutation(String what, Request request, boolean refused, Optional<String> named) {
    /** Perhaps still valid. */
    static Mutation anything(String what, Request request) {
        return new Mutation(what, request, false, Optional.empty());
    }

    /** Invalid, but not at one place. */
    static Mutation refused(String what, Request request) {
        return new Mutation(what, request, true, Optional.empty());
    }

    /** Invalid, because of this member, parameter or header. */
    static Mutation refused(String what, Request request, String named) {
        return new Mutation(what, request, true, Optional.of(named));
    }

    @Override
    public String toString() {
        return what + ": " + request;
    }
}
