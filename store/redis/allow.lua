-- How many of each rate are left, without taking any.
-- KEYS one for each rate  ARGV n, interval (ms) of each
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left, wait = -1, 0
for i, key in ipairs(KEYS) do
  local n, interval = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local ahead = math.max(0, (tonumber(redis.call('GET', key)) or 0) - now)
  local free = math.floor((n * interval - ahead) / interval)
  if left < 0 or free < left then left = math.max(0, free) end
  if free < 1 then wait = math.max(wait, ahead - (n - 1) * interval) end
end
return {left, wait}
