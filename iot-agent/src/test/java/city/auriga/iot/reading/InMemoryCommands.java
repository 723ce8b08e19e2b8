package city.auriga.iot.reading;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Commands in memory, for one process. */
public final class InMemoryCommands implements Commands {
    public final List<DeviceCommand> all = new ArrayList<>();
    public final Map<UUID, State> told = new HashMap<>();
    private final Map<UUID, Instant> claims = new HashMap<>();

    @Override
    public synchronized Set<UUID> known(Collection<UUID> ids) {
        return all.stream()
                .map(DeviceCommand::id)
                .filter(ids::contains)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void add(List<DeviceCommand> commands) {
        all.addAll(commands);
    }

    @Override
    public synchronized Optional<DeviceCommand> claim(
            Address device, Instant now, Instant until, boolean hurry) {
        var claimed =
                first(c -> c.address().equals(device) && c.sentAt() == null && c.state().isOpen())
                        .filter(c -> !claims.getOrDefault(c.id(), Instant.MIN).isAfter(now))
                        .filter(c -> hurry || (c.nextTry() != null && !c.nextTry().isAfter(now)));
        claimed.ifPresent(c -> claims.put(c.id(), until));
        return claimed;
    }

    @Override
    public synchronized void sent(UUID id, Instant now) {
        claims.remove(id);
        change(id, c -> copy(c, c.state(), c.info(), c.nextTry(), now, c.finishedAt()));
    }

    @Override
    public synchronized void giveBack(UUID id, Instant nextTry) {
        claims.remove(id);
        change(id, c -> copy(c, c.state(), c.info(), nextTry, null, null));
    }

    @Override
    public synchronized Optional<DeviceCommand> delivered(Address device, UUID id, Instant now) {
        return first(c ->
                        c.id().equals(id)
                                && c.address().equals(device)
                                && c.state() == State.PENDING)
                .map(c ->
                        change(
                                id,
                                o -> copy(o, State.DELIVERED, o.info(), o.nextTry(), now, null)));
    }

    @Override
    public synchronized List<DeviceCommand> fetch(Address device, Instant now) {
        return all.stream()
                .filter(c -> c.address().equals(device) && c.sentAt() == null)
                .filter(c -> c.state().isOpen())
                .toList()
                .stream()
                .flatMap(c -> delivered(device, c.id(), now).stream())
                .toList();
    }

    @Override
    public synchronized long countOpen() {
        return all.stream().filter(c -> c.state().isOpen()).count();
    }

    @Override
    public synchronized boolean hasOpen(Address device) {
        return first(c -> c.address().equals(device) && c.state().isOpen()).isPresent();
    }

    @Override
    public synchronized Optional<DeviceCommand> answer(
            Address device,
            String name,
            @Nullable UUID id,
            State state,
            JsonNode info,
            Instant now) {
        Predicate<DeviceCommand> open =
                c -> c.address().equals(device) && c.name().equals(name) && c.state().isOpen();
        boolean named = first(c -> c.id().equals(id)).isPresent();
        return first(
                        open.and(c ->
                                named
                                        ? c.id().equals(id)
                                        : c.sentAt() != null || claims.containsKey(c.id())))
                .flatMap(c -> finish(c.id(), state, info, now));
    }

    @Override
    public synchronized Optional<DeviceCommand> finish(
            UUID id, State state, JsonNode info, Instant now) {
        return first(c -> c.id().equals(id) && c.state().isOpen())
                .map(c -> {
                    claims.remove(id);
                    return change(id, o -> copy(o, state, info, o.nextTry(), o.sentAt(), now));
                });
    }

    @Override
    public synchronized List<DeviceCommand> expire(JsonNode info, Instant now, int limit) {
        return all.stream()
                .filter(c -> c.state().isOpen() && !c.expiresAt().isAfter(now))
                .toList()
                .stream()
                .flatMap(c -> finish(c.id(), State.EXPIRED, info, now).stream())
                .toList();
    }

    @Override
    public void stir(Instant now, int limit) {}

    @Override
    public synchronized List<Address> waiting(int limit) {
        return all.stream()
                .filter(c -> c.sentAt() == null && c.state().isOpen())
                .map(DeviceCommand::address)
                .distinct()
                .toList();
    }

    @Override
    public List<DeviceCommand> untold(Instant before, int limit) {
        return List.of();
    }

    @Override
    public synchronized void told(UUID id, State state) {
        told.put(id, state);
    }

    @Override
    public synchronized List<DeviceCommand> list(Address device, int limit, int offset) {
        return all.stream().filter(c -> c.address().equals(device)).toList();
    }

    @Override
    public long count(Address device) {
        return list(device, 0, 0).size();
    }

    @Override
    public synchronized Optional<DeviceCommand> find(Address device, UUID id) {
        return first(c -> c.id().equals(id));
    }

    @Override
    public void forgetFinished(Instant before, int limit) {}

    @Override
    public synchronized void forget(Address device) {
        all.removeIf(c -> c.address().equals(device));
    }

    private Optional<DeviceCommand> first(Predicate<DeviceCommand> predicate) {
        return all.stream().filter(predicate).findFirst();
    }

    private DeviceCommand change(
            UUID id, java.util.function.UnaryOperator<DeviceCommand> operator) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) {
                all.set(i, operator.apply(all.get(i)));
                return all.get(i);
            }
        }
        throw new IllegalArgumentException(id.toString());
    }

    private static DeviceCommand copy(
            DeviceCommand c,
            State state,
            @Nullable JsonNode info,
            @Nullable Instant nextTry,
            @Nullable Instant sentAt,
            @Nullable Instant finishedAt) {
        return new DeviceCommand(
                c.id(),
                c.address(),
                c.entity(),
                c.name(),
                c.datasetId(),
                c.value(),
                state,
                info,
                c.createdAt(),
                finishedAt == null ? c.changedAt() : finishedAt,
                c.expiresAt(),
                nextTry,
                sentAt,
                finishedAt,
                c.attempts() + 1);
    }
}
