package city.auriga.core.representation;

import java.util.Optional;
import java.util.regex.Pattern;

/** A version of the standard that a client was made for (4.3.6.8). */
public record NgsiLdVersion(int major, int minor) implements Comparable<NgsiLdVersion> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,4})?");

    /** Reads {@code 1.5} or {@code 1.5.1}; empty if the text is no version. */
    public static Optional<NgsiLdVersion> find(String text) {
        var version = TEXT.matcher(text);
        return version.matches()
                ? Optional.of(
                        new NgsiLdVersion(
                                Integer.parseInt(version.group(1)),
                                Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    boolean isBefore(int otherMajor, int otherMinor) {
        return compareTo(new NgsiLdVersion(otherMajor, otherMinor)) < 0;
    }

    @Override
    public int compareTo(NgsiLdVersion other) {
        return major == other.major
                ? Integer.compare(minor, other.minor)
                : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
