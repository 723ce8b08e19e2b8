-- Retrieves any entity by its id.
dofile("bench/wrk/city.lua")

function request()
    return wrk.format("GET", "/ngsi-ld/v1/entities/" .. id_of(any_entity()))
end
