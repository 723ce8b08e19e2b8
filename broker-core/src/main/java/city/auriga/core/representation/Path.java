package city.auriga.core.representation;

import city.auriga.core.problem.NgsiLdException;
import org.jspecify.annotations.Nullable;

/** Where a reader is in a JSON document, written out only when an error needs it. */
record Path(@Nullable Path parent, String step) {
    static final Path ROOT = new Path(null, "$");

    Path member(String name) {
        return new Path(this, "." + name);
    }

    Path item(int index) {
        return new Path(this, "[" + index + "]");
    }

    NgsiLdException bad(String message) {
        return NgsiLdException.badData(toString(), message);
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }
}
