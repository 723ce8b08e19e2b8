package city.auriga.iot.codec;

/** A command needs a capture that only messages of the device tell. */
public final class UnheardException extends IllegalArgumentException {
    UnheardException(String message) {
        super(message);
    }
}
