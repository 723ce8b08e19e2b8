package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.TextBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * JavaScript's {@code encodeURI} and {@code decodeURI}: for a whole URI, so what separates its
 * parts is left as it is.
 */
final class UriText {
    private static final String SEPARATORS = ";/?:@&=+$,#";
    private static final String MARKS = "-_.!~*'()";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UriText() {}

    static String encode(String text) {
        var encoded = new TextBuilder();
        text.codePoints()
                .forEach(character -> {
                    if (isPlain(character)) {
                        encoded.append((char) character);
                    } else {
                        escape(character, encoded);
                    }
                });
        return encoded.toString();
    }

    private static boolean isPlain(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || SEPARATORS.indexOf(character) >= 0
                || MARKS.indexOf(character) >= 0;
    }

    private static void escape(int character, TextBuilder encoded) {
        if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
            throw NoValueException.noValue();
        }
        for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
            encoded.append('%').append(HEX.toHexDigits(octet));
        }
    }

    static String decode(String text) {
        var decoded = new TextBuilder();
        int position = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c != '%') {
                decoded.append(c);
                position++;
                continue;
            }
            int length = length(octet(text, position));
            var character = character(text, position, length);
            if (SEPARATORS.contains(character)) {
                decoded.append(text, position, position + 3);
            } else {
                decoded.append(character);
            }
            position += 3 * length;
        }
        return decoded.toString();
    }

    /** How many octets a character has whose first one is this. */
    private static int length(int octet) {
        int ones = Integer.numberOfLeadingZeros(~(octet << 24));
        return Math.max(ones, 1);
    }

    private static String character(String text, int position, int length) {
        var octets = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            octets.put((byte) octet(text, position + 3 * i));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw NoValueException.noValue();
        }
    }

    private static int octet(String text, int position) {
        if (position + 3 > text.length()
                || text.charAt(position) != '%'
                || !HexFormat.isHexDigit(text.charAt(position + 1))
                || !HexFormat.isHexDigit(text.charAt(position + 2))) {
            throw NoValueException.noValue();
        }
        return HexFormat.fromHexDigits(text, position + 1, position + 3);
    }
}
