package city.auriga.iot.reading;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.Feedback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Commands in memory, for one process. */
public final class InMemoryCommands implements Commands {
    public final List<DeviceCommand> all = new ArrayList<>();
    public final Map<UUID, State> told = new HashMap<>();
    private final Map<UUID, Instant> claims = new HashMap<>();
    private final Map<UUID, Instant> claimedAt = new HashMap<>();
    private final Set<String> answered = new HashSet<>();

    /** What is thrown once by the methods of these names. */
    public final Map<String, Error> faults = new ConcurrentHashMap<>();

    private void fail(String method) {
        var fault = faults.remove(method);
        if (fault != null) {
            throw fault;
        }
    }

    /** Devices that are not there any more, for what is added. */
    public final Set<Address> gone = ConcurrentHashMap.newKeySet();

    /** Devices that are moved or removed just now, for what is added. */
    public final Set<Address> moving = ConcurrentHashMap.newKeySet();

    /** How often they were refused. */
    public final AtomicInteger refused = new AtomicInteger();

    @Override
    public synchronized Set<UUID> known(Collection<UUID> ids) {
        fail("known");
        return all.stream()
                .map(DeviceCommand::id)
                .filter(ids::contains)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized List<DeviceCommand> add(List<DeviceCommand> commands) {
        if (commands.stream().anyMatch(c -> moving.contains(c.address()))) {
            refused.incrementAndGet();
            throw Readings.unavailable("moving");
        }
        var late = commands.stream().filter(c -> gone.contains(c.address())).toList();
        commands.stream().filter(c -> !late.contains(c)).forEach(all::add);
        return late;
    }

    @Override
    public synchronized Optional<DeviceCommand> claim(
            Address device, Instant now, Instant until, boolean hurry) {
        fail("claim");
        var claimed =
                first(c -> c.address().equals(device) && c.sentAt() == null && c.isOpen())
                        .filter(c -> !claims.getOrDefault(c.id(), Instant.MIN).isAfter(now))
                        .filter(c -> hurry || (c.nextTry() != null && !c.nextTry().isAfter(now)));
        claimed.ifPresent(c -> {
            claims.put(c.id(), until);
            claimedAt.putIfAbsent(c.id(), now);
        });
        return claimed;
    }

    @Override
    public synchronized Optional<DeviceCommand> sent(UUID id, Instant now) {
        claims.remove(id);
        var sent =
                change(
                        id,
                        c ->
                                copy(
                                        c,
                                        c.feedback() != Feedback.ANSWER
                                                        && c.state() == State.PENDING
                                                ? State.DELIVERED
                                                : c.state(),
                                        c.info(),
                                        c.nextTry(),
                                        now,
                                        c.finishedAt()));
        return Optional.of(sent)
                .filter(c -> c.feedback() != Feedback.ANSWER && c.state() == State.DELIVERED);
    }

    @Override
    public synchronized void giveBack(UUID id, Instant nextTry, @Nullable Instant unheard) {
        claims.remove(id);
        if (unheard != null) {
            claimedAt.remove(id, unheard);
        }
        change(id, c -> copy(c, c.state(), c.info(), nextTry, null, null));
    }

    @Override
    public synchronized Optional<DeviceCommand> delivered(Address device, UUID id, Instant now) {
        claimedAt.putIfAbsent(id, now);
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
                .filter(c -> c.isOpen())
                .toList()
                .stream()
                .flatMap(c -> delivered(device, c.id(), now).stream())
                .toList();
    }

    @Override
    public synchronized long countOpen() {
        return all.stream().filter(c -> c.isOpen()).count();
    }

    @Override
    public synchronized boolean hasOpen(Address device) {
        return first(c -> c.address().equals(device) && c.isOpen()).isPresent();
    }

    /** Devices that have another address now, for what is answered. */
    public final Set<Address> moved = ConcurrentHashMap.newKeySet();

    @Override
    public synchronized Effect answer(Address device, CommandAnswer answer) {
        if (moved.contains(device)) {
            return new Effect.Moved();
        }
        var key = device + answer.name() + answer.message();
        var named = first(c -> c.id().equals(answer.command()));
        Predicate<DeviceCommand> same =
                c -> c.address().equals(device) && c.name().equals(answer.name());
        var ended =
                first(
                                same.and(c -> c.isOpen())
                                        .and(c ->
                                                named.isPresent()
                                                        ? c.equals(named.get())
                                                        : !answered.contains(key)
                                                                && !claimedAt
                                                                        .getOrDefault(
                                                                                c.id(), Instant.MAX)
                                                                        .isAfter(
                                                                                answer.received())))
                        .flatMap(c ->
                                c.feedback() == Feedback.NONE
                                        ? quietly(c, answer.received())
                                        : finish(
                                                c.id(),
                                                answer.state(),
                                                answer.info(),
                                                answer.received()));
        if (ended.isEmpty() && !answered.contains(key)) {
            var more = more(same, answer);
            if (more.isPresent()) {
                answered.add(key);
                return new Effect.More(more.get());
            }
        }
        boolean late =
                !answered.contains(key)
                        && all.reversed().stream()
                                .filter(same)
                                .findFirst()
                                .filter(c -> c.feedback() == Feedback.NONE)
                                .isEmpty()
                        && first(
                                        same.and(c ->
                                                !c.id().equals(answer.command())
                                                        && (c.isOpen()
                                                                || named.filter(n ->
                                                                                all.indexOf(n)
                                                                                        < all
                                                                                                .indexOf(
                                                                                                        c))
                                                                        .isPresent())))
                                .isEmpty();
        if (ended.isPresent()) {
            answered.add(key);
        }
        return ended.<Effect>map(Effect.Ended::new)
                .orElseGet(() -> late ? new Effect.Late() : new Effect.Nothing());
    }

    private Optional<DeviceCommand> quietly(DeviceCommand command, Instant now) {
        return finish(
                command.id(),
                State.DELIVERED,
                Objects.requireNonNullElse(command.info(), NullNode.instance),
                now);
    }

    private Optional<DeviceCommand> more(Predicate<DeviceCommand> same, CommandAnswer answer) {
        return all.reversed().stream()
                .filter(same)
                .findFirst()
                .filter(c -> c.feedback() == Feedback.ALL && !c.isOpen())
                .filter(c -> !c.changedAt().isAfter(answer.received()))
                .map(c ->
                        change(
                                c.id(),
                                o ->
                                        copy(
                                                o,
                                                answer.state(),
                                                answer.info(),
                                                o.nextTry(),
                                                o.sentAt(),
                                                answer.received())));
    }

    @Override
    public synchronized Optional<DeviceCommand> finish(
            UUID id, State state, JsonNode info, Instant now) {
        return first(c -> c.id().equals(id) && c.isOpen())
                .map(c -> {
                    claims.remove(id);
                    return change(id, o -> copy(o, state, info, o.nextTry(), o.sentAt(), now));
                });
    }

    @Override
    public synchronized List<DeviceCommand> expire(JsonNode info, Instant now, int limit) {
        return all.stream().filter(c -> c.isOpen() && !c.expiresAt().isAfter(now)).toList().stream()
                .flatMap(c ->
                        (c.feedback() == Feedback.NONE && c.state() == State.DELIVERED
                                        ? quietly(c, now)
                                        : finish(c.id(), State.EXPIRED, info, now))
                                .stream())
                .toList();
    }

    @Override
    public void stir(Instant now, int limit) {
        fail("stir");
    }

    @Override
    public synchronized List<Address> waiting(int limit) {
        return all.stream()
                .filter(c -> c.sentAt() == null && c.isOpen())
                .map(DeviceCommand::address)
                .distinct()
                .toList();
    }

    @Override
    public List<DeviceCommand> untold(Instant before, int limit) {
        return List.of();
    }

    @Override
    public synchronized void told(DeviceCommand shown) {
        told.put(shown.id(), shown.state());
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
        return first(c -> c.id().equals(id) && c.address().equals(device));
    }

    @Override
    public void forgetFinished(Instant before, int limit) {}

    @Override
    public synchronized List<DeviceCommand> abandon(Address device, JsonNode info, Instant now) {
        return all.stream().filter(c -> c.address().equals(device) && c.isOpen()).toList().stream()
                .flatMap(c -> finish(c.id(), State.ERROR, info, now).stream())
                .toList();
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
                c.attempts() + 1,
                c.display(),
                c.feedback());
    }
}
