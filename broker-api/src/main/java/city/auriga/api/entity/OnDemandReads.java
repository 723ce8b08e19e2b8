package city.auriga.api.entity;

import city.auriga.api.binding.ReadRequest;
import city.auriga.api.binding.Reply;
import city.auriga.api.binding.Warned;
import city.auriga.core.entity.OnDemand;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Projection;
import city.auriga.core.registration.SourceIdentity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Asks for what is about to be shown, where there is somebody to ask, and warns of what did not
 * come (6.3.17). A request that says {@code local=true} wants what is here.
 */
@Component
class OnDemandReads {
    private static final String HEADER = "NGSILD-Warning";
    private static final int STALE = 110;
    private static final int NO_ANSWER = 199;

    private final OnDemand onDemand;
    private final SourceIdentity identity;

    OnDemandReads(ObjectProvider<OnDemand> onDemand, SourceIdentity identity) {
        this.onDemand = onDemand.getIfAvailable(() -> OnDemand.NOBODY);
        this.identity = identity;
    }

    /** What a request came to. */
    final class Asked {
        private final ReadRequest reading;
        private final OnDemand.Answers answers;

        private Asked(ReadRequest reading, OnDemand.Answers answers) {
            this.reading = reading;
            this.answers = answers;
        }

        /** Whether the Entities are to be read again. */
        boolean news() {
            return answers.news();
        }

        /**
         * The answer with its warnings.
         *
         * @param entities that it is about, as they are now
         */
        Reply warn(List<Entity> entities, Function<List<Entity>, Reply> answer) {
            if (answers.missing().isEmpty()) {
                return answer.apply(entities);
            }
            var warnings = warnings(entities);
            try {
                var reply = answer.apply(entities);
                for (var warning : warnings) {
                    reply = reply.withHeader(warning.getKey(), warning.getValue());
                }
                return reply;
            } catch (NgsiLdException e) {
                throw new Warned(e, warnings);
            }
        }

        private List<Map.Entry<String, String>> warnings(List<Entity> entities) {
            var stale = new LinkedHashSet<EntityId>();
            var gone = new LinkedHashSet<EntityId>();
            for (var entity : entities) {
                for (var name : answers.missing().getOrDefault(entity.id(), Set.of())) {
                    (entity.attributes().containsKey(name) ? stale : gone).add(entity.id());
                }
            }
            var warnings = new ArrayList<Map.Entry<String, String>>();
            if (!stale.isEmpty()) {
                warnings.add(warning(STALE, "no new values of ", stale));
            }
            if (!gone.isEmpty()) {
                warnings.add(warning(NO_ANSWER, "no answer from the device of ", gone));
            }
            return warnings;
        }

        private Map.Entry<String, String> warning(int code, String text, Set<EntityId> ids) {
            var first = ids.iterator().next().value();
            var shown = first.matches("[!#-\\[\\]-~]{1,500}") ? first : "an Entity";
            var more = ids.size() > 1 ? " and " + (ids.size() - 1) + " more" : "";
            return Map.entry(
                    HEADER,
                    code
                            + " "
                            + identity.alias(reading.tenant())
                            + " \""
                            + text
                            + shown
                            + more
                            + "\"");
        }
    }

    /**
     * Blocks until those who were asked have answered, but not for long.
     *
     * @param entities as they were found
     * @param projection what is shown of them
     */
    Asked ask(ReadRequest reading, List<Entity> entities, Projection projection) {
        return new Asked(
                reading,
                entities.isEmpty() || reading.parameters().flag("local")
                        ? OnDemand.Answers.NONE
                        : onDemand.ask(reading.tenant(), entities, projection));
    }
}
