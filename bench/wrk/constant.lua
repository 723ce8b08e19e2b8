-- Asks for the same path again and again: what the HTTP stack does without a broker behind it.
dofile("bench/wrk/city.lua")

function start(arguments) path = arguments[3] end

function request() return wrk.format("GET", path) end
