-- Take some of each rate. What is taken beyond the rate is owed.
-- KEYS one for each rate  ARGV taken, interval (ms) of each
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[2 * i - 1]) * tonumber(ARGV[2 * i])
  if cost > 0 then
    local ahead = math.max(0, (tonumber(redis.call('GET', key)) or 0) - now) + cost
    redis.call('SET', key, string.format('%d', now + ahead), 'PX', string.format('%d', ahead))
  end
end
return 1
