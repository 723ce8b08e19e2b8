package city.auriga.api.admin;

import city.auriga.api.binding.Reply;
import city.auriga.core.entity.KnownTenants;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** The tenants that there are (4.14), and the end of one. */
@Controller
@RequestMapping("/admin/tenants")
class TenantController {
    private final KnownTenants tenants;

    TenantController(KnownTenants tenants) {
        this.tenants = tenants;
    }

    @GetMapping
    Reply list() {
        var all = tenants.list();
        return Reply.json(
                200,
                out -> {
                    out.writeStartArray();
                    for (var known : all) {
                        out.writeStartObject();
                        out.writeStringProperty("name", known.tenant().name());
                        out.writeBooleanProperty("default", known.tenant().isDefault());
                        out.writeStringProperty("createdAt", DateTimes.format(known.createdAt()));
                        if (known.isBeingRemoved()) {
                            out.writeBooleanProperty("beingRemoved", true);
                        }
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }

    /** Removes a tenant with all that it holds; the answer says that it is gone. */
    @DeleteMapping("/{name}")
    Reply remove(@PathVariable String name) {
        var tenant = Tenant.parse("name", name);
        if (!tenants.remove(tenant)) {
            throw new NgsiLdException(
                    Problem.NONEXISTENT_TENANT,
                    "there is no tenant '" + tenant.name() + "'",
                    "name");
        }
        return Reply.noContent();
    }
}
