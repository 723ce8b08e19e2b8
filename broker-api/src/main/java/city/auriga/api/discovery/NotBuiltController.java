package city.auriga.api.discovery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The resources of the standard that this version does not have: 501, never a wrong 200. */
@Controller
class NotBuiltController {
    @RequestMapping({
        "/ngsi-ld/v1/temporal/**",
        "/ngsi-ld/v1/csourceRegistrations/**",
        "/ngsi-ld/v1/csourceSubscriptions/**",
        "/ngsi-ld/v1/snapshots/**"
    })
    void notBuilt(HttpServletRequest request) {
        throw new NgsiLdException(
                Problem.NOT_IMPLEMENTED,
                request.getMethod() + " " + request.getRequestURI() + " is not built yet");
    }
}
