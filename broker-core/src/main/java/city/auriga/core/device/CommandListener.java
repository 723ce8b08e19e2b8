package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;

/** Port: who sends commands, wherever they were stored. */
public interface CommandListener {
    /**
     * A device has commands that can be sent.
     *
     * @param hurry whether they are tried though their time has not come yet
     */
    void stirred(Address device, boolean hurry);

    /** Any device may have. */
    void reload();
}
