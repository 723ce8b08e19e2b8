package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.mqtt.Rights.Everything;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.PublishAuthorizerOutput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import com.hivemq.extension.sdk.api.services.subscription.SubscriptionStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Auriga does inside of the embedded broker, which takes one extension: logins, commands. */
final class BrokerExtension implements ExtensionMain, CommandPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerExtension.class);
    private static final int SECONDS = 10;

    /** What stands behind apikey and device in topics that devices listen to. */
    private static final List<List<String>> HEARD =
            List.of(List.of("cmd"), List.of("configuration", "values"));

    /** The broker knows a subscription a moment after it was asked for. */
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

    private final Logins logins;
    private final BiConsumer<String, String> subscribed;
    private volatile @Nullable Broker broker;

    /** The services of this broker; there may be others in the process. */
    private record Broker(
            SubscriptionStore subscriptions, PublishService publishing, ClientService clients) {}

    /**
     * @param subscribed is told apikey and id of a device that subscribes to what it is told
     */
    BrokerExtension(Logins logins, BiConsumer<String, String> subscribed) {
        this.logins = logins;
        this.subscribed = subscribed;
    }

    EmbeddedExtension extension() {
        return EmbeddedExtension.builder()
                .withId("auriga")
                .withName("Auriga")
                .withVersion("1")
                .withAuthor("Auriga")
                .withPriority(0)
                .withStartPriority(0)
                .withExtensionMain(this)
                .build();
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        if (logins.areWanted()) {
            var registry = Services.securityRegistry();
            registry.setAuthenticatorProvider(_ -> logins);
            registry.setAuthorizerProvider(
                    client -> new Authorization(logins.rights(client.getConnectionInformation())));
            Services.interceptorRegistry()
                    .setConnectInboundInterceptorProvider(
                            _ -> (connect, named) -> name(connect, named));
        }
        broker =
                new Broker(
                        Services.subscriptionStore(),
                        Services.publishService(),
                        Services.clientService());
        SubscribeInboundInterceptor interceptor =
                (subscribe, _) ->
                        subscribe
                                .getSubscribePacket()
                                .getSubscriptions()
                                .forEach(s -> subscribed(s.getTopicFilter()));
        Services.initializerRegistry()
                .setClientInitializer((InitializerInput client, ClientContext context) -> {
                    context.addSubscribeInboundInterceptor(interceptor);
                    var rights = logins.rights(client.getConnectionInformation());
                    if (!(rights instanceof Everything)) {
                        context.addPublishOutboundInterceptor(
                                (publish, sent) -> withhold(rights, publish, sent));
                    }
                });
    }

    /** Sessions have the names that clients choose: nobody shall take those of another apikey. */
    private void name(ConnectInboundInput input, ConnectInboundOutput output) {
        var packet = input.getConnectPacket();
        var user = packet.getUserName().orElse("");
        if (!packet.getClientId().isEmpty()) {
            output.getConnectPacket()
                    .setClientId(
                            logins.rights(user, input.getConnectionInformation())
                                    .session(packet.getClientId()));
        }
    }

    /** A session that somebody else has left may have other subscriptions than its heir may. */
    private static void withhold(
            Rights rights, PublishOutboundInput publish, PublishOutboundOutput output) {
        if (!rights.mayHear(publish.getPublishPacket().getTopic())) {
            output.preventPublishDelivery();
        }
    }

    private record Authorization(Rights rights)
            implements PublishAuthorizer, SubscriptionAuthorizer {
        @Override
        public void authorizePublish(PublishAuthorizerInput input, PublishAuthorizerOutput output) {
            if (rights.mayPublish(input.getPublishPacket().getTopic())) {
                output.authorizeSuccessfully();
            } else {
                output.failAuthorization();
            }
        }

        @Override
        public void authorizeSubscribe(
                SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
            if (rights.maySubscribe(input.getSubscription().getTopicFilter())) {
                output.authorizeSuccessfully();
            } else {
                output.failAuthorization();
            }
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        broker = null;
    }

    private void subscribed(String filter) {
        var levels =
                List.of((filter.startsWith("/") ? filter.substring(1) : filter).split("/", -1));
        if (levels.size() > 2 && HEARD.contains(levels.subList(2, levels.size()))) {
            LATER.execute(() -> subscribed.accept(levels.get(0), levels.get(1)));
        }
    }

    @Override
    public boolean mayReach(String topic) throws InterruptedException {
        var services = broker;
        if (services == null) {
            return false;
        }
        var found = new AtomicBoolean();
        return finished(
                        services.subscriptions.iterateAllSubscribersForTopic(
                                topic,
                                (iteration, _) -> {
                                    found.set(true);
                                    iteration.abortIteration();
                                }))
                && found.get();
    }

    @Override
    public boolean mayReachNow(String topic) throws InterruptedException {
        var services = broker;
        if (services == null) {
            return false;
        }
        var subscribers = ConcurrentHashMap.<String>newKeySet();
        boolean known =
                finished(
                        services.subscriptions.iterateAllSubscribersForTopic(
                                topic, (_, found) -> subscribers.add(found.getClientId())));
        return known && isAnyConnected(services.clients, subscribers);
    }

    private static boolean isAnyConnected(ClientService clients, Set<String> names)
            throws InterruptedException {
        for (var name : names) {
            try {
                if (clients.isClientConnected(name).get(SECONDS, TimeUnit.SECONDS)) {
                    return true;
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("the embedded MQTT broker does not know of '{}'", name);
            }
        }
        return false;
    }

    @Override
    public Fate publish(Message message) throws InterruptedException {
        var services = broker;
        if (services == null) {
            return Fate.AWAY;
        }
        if (!message.retain() && !mayReach(message.topic())) {
            return Fate.NOBODY;
        }
        var publish =
                Builders.publish()
                        .topic(message.topic())
                        .payload(ByteBuffer.wrap(message.payload()))
                        .qos(Qos.valueOf(message.qos()))
                        .retain(message.retain())
                        .responseTopic(message.answers())
                        .correlationData(
                                ByteBuffer.wrap(
                                        message.id().toString().getBytes(StandardCharsets.UTF_8)))
                        .messageExpiryInterval(Math.max(1, message.expiry().toSeconds()))
                        .build();
        return finished(services.publishing.publish(publish)) ? Fate.TAKEN : Fate.AWAY;
    }

    @Override
    public Fate publish(Downlink downlink, String apikey) throws InterruptedException {
        return publish(downlink);
    }

    Fate publish(Downlink downlink) throws InterruptedException {
        var services = broker;
        if (services == null) {
            return Fate.AWAY;
        }
        if (!downlink.retain() && !mayReach(downlink.topic())) {
            return Fate.NOBODY;
        }
        var publish =
                Builders.publish()
                        .topic(downlink.topic())
                        .payload(ByteBuffer.wrap(downlink.payload()))
                        .qos(Qos.valueOf(downlink.qos()))
                        .retain(downlink.retain())
                        .build();
        return finished(services.publishing.publish(publish)) ? Fate.TAKEN : Fate.AWAY;
    }

    private static boolean finished(CompletableFuture<?> work) throws InterruptedException {
        try {
            var _ = work.get(SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the embedded MQTT broker does not answer: {}", String.valueOf(e.getCause()));
            return false;
        }
    }
}
