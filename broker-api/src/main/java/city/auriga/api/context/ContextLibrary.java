package city.auriga.api.context;

import org.springframework.stereotype.Component;

/** Where @context documents come from. */
@Component
record ContextLibrary(
        OwnContexts own,
        PinnedDocuments pinned,
        RemoteDocuments remote,
        Loadings loadings,
        ContextSettings settings) {}
