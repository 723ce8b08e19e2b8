package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device is told to do, and what became of it.
 *
 * @param id the same however often the change that asks for it is told
 * @param entity id of the Entity whose Attribute asks for it
 * @param name as it was declared
 * @param datasetId of the Attribute instance that asks for it; null for the default instance
 * @param value as the device shall get it
 * @param info what the device answered, or what went wrong; null if there is nothing to say
 * @param changedAt since when it has its state
 * @param nextTry when somebody looks at it again; null if the device fetches it
 * @param sentAt null until it is on its way
 * @param finishedAt null as long as it is open
 * @param attempts how often it was sent, or could not be
 * @param display how its Entity shows it; null if that is not known
 * @param feedback what its Entity shows of it
 */
public record DeviceCommand(
        UUID id,
        Address address,
        String entity,
        String name,
        @Nullable String datasetId,
        JsonNode value,
        State state,
        @Nullable JsonNode info,
        Instant createdAt,
        Instant changedAt,
        Instant expiresAt,
        @Nullable Instant nextTry,
        @Nullable Instant sentAt,
        @Nullable Instant finishedAt,
        int attempts,
        @Nullable CommandDisplay display,
        Feedback feedback) {

    /** A new one, whose answer is wanted. */
    public static DeviceCommand pending(
            UUID id,
            Address address,
            String entity,
            String name,
            @Nullable String datasetId,
            JsonNode value,
            Instant now,
            Instant expiresAt,
            @Nullable Instant nextTry) {
        return new DeviceCommand(
                id,
                address,
                entity,
                name,
                datasetId,
                value,
                State.PENDING,
                null,
                now,
                now,
                expiresAt,
                nextTry,
                null,
                null,
                0,
                null,
                Feedback.ANSWER);
    }

    /** The same, in this state now. */
    public DeviceCommand ended(State end, JsonNode reason, Instant now) {
        return new DeviceCommand(
                id, address, entity, name, datasetId, value, end, reason, createdAt, now, expiresAt,
                nextTry, sentAt, now, attempts, display, feedback);
    }

    /** The same with another value. */
    public DeviceCommand withValue(JsonNode other) {
        return new DeviceCommand(
                id,
                address,
                entity,
                name,
                datasetId,
                other,
                state,
                info,
                createdAt,
                changedAt,
                expiresAt,
                nextTry,
                sentAt,
                finishedAt,
                attempts,
                display,
                feedback);
    }

    /** The same, shown like this. */
    public DeviceCommand withDisplay(CommandDisplay shown) {
        return new DeviceCommand(
                id,
                address,
                entity,
                name,
                datasetId,
                value,
                state,
                info,
                createdAt,
                changedAt,
                expiresAt,
                nextTry,
                sentAt,
                finishedAt,
                attempts,
                shown,
                feedback);
    }

    /** The same, of which so much is wanted. */
    public DeviceCommand withFeedback(Feedback wanted) {
        return new DeviceCommand(
                id,
                address,
                entity,
                name,
                datasetId,
                value,
                state,
                info,
                createdAt,
                changedAt,
                expiresAt,
                nextTry,
                sentAt,
                finishedAt,
                attempts,
                display,
                wanted);
    }

    /** Whether something may still become of it. */
    public boolean isOpen() {
        return finishedAt == null;
    }

    /** Whether it has ended without anybody being told how. */
    public boolean isSilent() {
        return feedback == Feedback.NONE && state == State.DELIVERED && !isOpen();
    }

    /** How far it is. */
    public enum State {
        /** Accepted. */
        PENDING,
        /** Fetched by the device, or sent by the network. */
        DELIVERED,
        /** The device answered. */
        OK,
        /** It could not be sent, was cancelled, or the device refused it. */
        ERROR,
        /** Neither fetched nor answered in time. */
        EXPIRED
    }

    /**
     * A device among all.
     *
     * @param path the subservice
     * @param apikey that the device sends with
     */
    public record Address(Tenant tenant, String path, String apikey, String device) {}
}
