-- What all loads share: the entities of a city, the choice of one by chance, and the line of results.
-- The same arguments give the same requests.

local types = {
    "AirQualityObserved", "BikeHireDockingStation", "Building", "Device", "NoiseLevelObserved",
    "OffStreetParking", "OnStreetParking", "ParkingSpot", "PointOfInterest", "PublicTransportStop",
    "RoadSegment", "Streetlight", "StreetlightGroup", "TrafficFlowObserved", "Vehicle",
    "WasteContainer", "WasteContainerIsle", "WaterObserved", "WeatherForecast", "WeatherObserved",
}

local document = [[{"id":"%s","type":"%s",]]
    .. [["name":{"type":"Property","value":"%s %d of Santander"},]]
    .. [["address":{"type":"Property","value":{"streetAddress":"Calle de Burgos %d","postalCode":"39001",]]
    .. [["addressLocality":"Santander","addressCountry":"ES"}},]]
    .. [["location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[%.5f,%.5f]}},]]
    .. [["refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:santander:%07d"},]]
    .. [["temperature":{"type":"Property","value":%.3f,"unitCode":"CEL","observedAt":"%s"},]]
    .. [["intensity":{"type":"Property","value":%d,"unitCode":"E51","observedAt":"%s",]]
    .. [["accuracy":{"type":"Property","value":0.95,"unitCode":"P1"}},]]
    .. [["batteryLevel":{"type":"Property","value":0.%02d,"observedAt":"%s"},]]
    .. [["status":{"type":"Property","value":"working","observedAt":"%s"}}]]

-- entities lie on a square lattice, about 111 m apart
local west, south, step_east, step_north = -3.9, 43.3, 0.00137, 0.001

local threads = {}

function setup(thread)
    thread:set("thread_number", #threads)
    table.insert(threads, thread)
end

--- The number of entities and a number that tells this load from the one before.
function init(arguments)
    entities = tonumber(arguments[1])
    load_number = tonumber(arguments[2])
    side = math.ceil(math.sqrt(entities))
    failed = 0
    math.randomseed(load_number * 100 + thread_number)
    if start then start(arguments) end
end

function any_entity() return math.random(0, entities - 1) end

function type_of(n) return types[n % #types + 1] end

function any_type() return types[math.random(#types)] end

function id_of(n) return string.format("urn:ngsi-ld:%s:santander:%07d", type_of(n), n) end

function place_of(n)
    return west + (n % side) * step_east, south + math.floor(n / side) * step_north
end

-- how many there are, and each of them, from -5 to 35 degrees
temperatures = 20000

function temperature_of(number) return number * 0.002 - 5 end

local function time_of(reading)
    return string.format("2026-03-%02dT%02d:%02d:%02dZ", reading % 28 + 1, reading % 24, reading % 60, reading % 59)
end

--- About 1 KB, normalized, 8 attributes.
function entity(id, kind, n, reading)
    local east, north = place_of(n)
    local time = time_of(reading)
    return string.format(document, id, kind, kind, n, n % 200, east, north, n,
        temperature_of((n * 7919 + reading) % temperatures), time, (n * 7919 + reading) % 1000, time, reading % 100,
        time, time)
end

function partial_update(reading)
    return string.format([[{"value":%d,"observedAt":"%s"}]], reading % 1000, time_of(reading))
end

function done(summary, latency)
    local refused = 0
    for _, thread in ipairs(threads) do refused = refused + thread:get("failed") end
    local errors = summary.errors
    io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
        errors.connect + errors.read + errors.write + errors.timeout + errors.status + refused,
        latency:percentile(99)))
end
