package city.auriga.iot.device;

import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.payload.Protocol;

/**
 * A device that was found.
 *
 * @param protocol what its group speaks, for messages that do not tell
 * @param commands what it understands as commands
 */
public record Sender(Protocol protocol, DeviceProfile profile, CommandProfile commands) {}
