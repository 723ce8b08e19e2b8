package city.auriga.iot.codec;

/** Names of values that can name Attributes: a letter, then letters, digits and {@code _}. */
final class AttributeNames {
    private AttributeNames() {}

    /** The name with {@code _} for what cannot stand in one; {@code value_} in front of a digit. */
    static String of(String name) {
        var usable = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> Character.isLetterOrDigit(c) ? c : '_')
                .forEach(usable::appendCodePoint);
        return usable.isEmpty() || !Character.isLetter(usable.codePointAt(0))
                ? "value_" + usable
                : usable.toString();
    }
}
