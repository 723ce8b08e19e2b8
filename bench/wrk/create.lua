-- Creates entities that nobody has created before.
dofile("bench/wrk/city.lua")

local headers = { ["Content-Type"] = "application/json" }
local n = 0

function request()
    n = n + 1
    local id = string.format("urn:ngsi-ld:Created:%d-%d-%07d", load_number, thread_number, n)
    return wrk.format("POST", "/ngsi-ld/v1/entities", headers, entity(id, "Created", n % entities, n))
end
