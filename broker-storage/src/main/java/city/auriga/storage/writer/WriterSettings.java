package city.auriga.storage.writer;

/**
 * Settings of the batch writer.
 *
 * @param lanes how many transactions may run at once; an Entity always takes the same lane
 * @param batch how many requests one transaction takes at most
 * @param queue how many requests may wait in a lane; more are refused with 503 so that they wait at
 *     the client
 */
public record WriterSettings(int lanes, int batch, int queue) {
    public WriterSettings {
        if (lanes < 1 || lanes > 64 || batch < 1 || batch > 10_000 || queue < batch) {
            throw new IllegalArgumentException(
                    "writer: lanes 1 to 64, batch 1 to 10000, queue at least batch");
        }
    }
}
