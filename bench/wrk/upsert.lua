-- Batch upserts of 100, any of them. With the arguments "once" and the number of threads behind the usual ones:
-- each entity once, and every thread prints "loaded" when it is through.
dofile("bench/wrk/city.lua")

local batch_size = 100
local headers = { ["Content-Type"] = "application/json" }
local path = "/ngsi-ld/v1/entityOperations/upsert"
local issued, answered = 0, 0
local checked = false

function start(arguments)
    batches = math.ceil(entities / batch_size)
    once = arguments[3] == "once"
    if not once then return end
    threads_count = tonumber(arguments[4])
    share = math.floor((batches - thread_number + threads_count - 1) / threads_count)
end

local function body(batch, reading)
    local documents = {}
    for n = batch * batch_size, math.min((batch + 1) * batch_size, entities) - 1 do
        table.insert(documents, entity(id_of(n), type_of(n), n, reading))
    end
    return "[" .. table.concat(documents, ",") .. "]"
end

function request()
    if not once then
        return wrk.format("POST", path, headers, body(math.random(0, batches - 1), math.random(0, 99999)))
    end
    -- wrk asks its first thread for one request that it only looks at
    local only_checked = thread_number == 0 and not checked
    checked = true
    if only_checked or issued == share then return wrk.format("GET", "/health/live") end
    issued = issued + 1
    return wrk.format("POST", path, headers, body((issued - 1) * threads_count + thread_number, 0))
end

function response(status)
    -- 207 says that some entities of the batch were refused
    if status == 207 then failed = failed + 1 end
    if not once or status == 200 then return end
    answered = answered + 1
    if answered == share then
        io.write("loaded\n")
        io.flush()
    end
end
