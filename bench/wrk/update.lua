-- Partial update of one attribute of any entity.
dofile("bench/wrk/city.lua")

local headers = { ["Content-Type"] = "application/json" }

function request()
    local path = "/ngsi-ld/v1/entities/" .. id_of(any_entity()) .. "/attrs/intensity"
    return wrk.format("PATCH", path, headers, partial_update(math.random(0, 99999)))
end
