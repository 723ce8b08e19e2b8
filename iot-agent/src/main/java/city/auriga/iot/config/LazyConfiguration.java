package city.auriga.iot.config;

import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.device.QuestionNews;
import city.auriga.iot.command.CodecWay;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.command.HeardTopics;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.lazy.LazyReads;
import city.auriga.iot.lazy.QuestionSending;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.lazy.ValueClient;
import city.auriga.iot.reading.AnsweredReadings;
import city.auriga.iot.reading.Readings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what asks devices when somebody reads. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LazyProperties.class)
class LazyConfiguration {
    @Bean
    LazyTargets lazyTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        return new LazyTargets(groups, devices, profiles);
    }

    @Bean
    QuestionSending questionSending(
            ObjectProvider<CommandPublisher> publisher,
            ObjectProvider<ValueClient> client,
            DeviceTopics own,
            GroupTopics topics,
            HeardTopics heard,
            CommandSettings settings,
            LazyProperties properties,
            InstantSource clock) {
        return new QuestionSending(
                publisher::getObject,
                own,
                client.getIfAvailable(),
                new CodecWay(topics, heard, publisher::getObject, clock),
                settings,
                properties.timeout(),
                clock);
    }

    @Bean
    Questions questions(
            EntityDevices devices,
            QuestionSending sending,
            ObjectProvider<Readings> readings,
            QuestionNews news,
            LazyProperties properties,
            MeterRegistry registry,
            InstantSource clock) {
        return new Questions(
                devices,
                sending,
                new AnsweredReadings(readings::getObject, clock),
                news,
                properties.timeout(),
                registry);
    }

    @Bean
    LazyReads lazyReads(
            LazyTargets targets,
            EntityDevices devices,
            QuestionSending sending,
            Questions questions,
            LazyProperties properties) {
        return new LazyReads(targets, devices, sending, questions, properties.settings());
    }
}
