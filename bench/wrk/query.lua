-- Queries of 20 entities: the third argument is "type", "q", "near" or "indexed"; or of types: "types".
dofile("bench/wrk/city.lua")

local queries = {
    type = function() return "type=" .. any_type() end,
    q = function() return "type=" .. any_type() .. "&q=intensity%3E900" end,
    -- about 50 entities lie within this distance, fewer at the border
    near = function()
        local east, north = place_of(any_entity())
        return string.format("georel=near%%3BmaxDistance%%3D%%3D450&geometry=Point&coordinates=%%5B%.5f,%.5f%%5D",
            east, north)
    end,
    -- about 50 entities are as warm
    indexed = function()
        local width = math.max(1, math.floor(50 * temperatures / entities + 0.5))
        local low = math.random(0, temperatures - width)
        return string.format("q=temperature%%3D%%3D%.3f..%.3f", temperature_of(low), temperature_of(low + width - 1))
    end,
}

local function types() return wrk.format("GET", "/ngsi-ld/v1/types") end

function start(arguments)
    query = queries[arguments[3]]
    if not query then request = types end
end

function request() return wrk.format("GET", "/ngsi-ld/v1/entities?limit=20&" .. query()) end
