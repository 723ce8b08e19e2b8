package city.auriga.iot.reading;

import city.auriga.iot.command.CodecAnswers;
import city.auriga.iot.command.CommandAnswers;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Shells;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.retrieval.ConfigurationAnswers;

/** Who is needed to make something of a reading. */
public record ReadingParts(
        Senders senders,
        HeardApikeys apikeys,
        EntityWrites writes,
        ReadingMetrics metrics,
        ActivityLog activity,
        DeviceMemory memory,
        Shells shells,
        CommandAnswers answers,
        CodecAnswers codecs,
        ConfigurationAnswers configurations,
        Questions questions,
        DiscoveredDevices discovered,
        ReadingSettings settings) {
    MeasureWrites measures() {
        return new MeasureWrites(writes, shells, memory, metrics, questions);
    }
}
