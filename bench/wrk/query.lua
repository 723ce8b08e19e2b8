-- Queries of 20 entities: the third argument is "type", "q" or "near".
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
}

function start(arguments) query = queries[arguments[3]] end

function request() return wrk.format("GET", "/ngsi-ld/v1/entities?limit=20&" .. query()) end
