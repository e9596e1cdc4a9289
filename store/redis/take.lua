-- Take the right to one sending, or say how long to wait (ms) and take nothing.
-- KEYS held channel, held chat, pace of the channel, pace of the chat
-- ARGV interval (ms), burst, whether to wait for it: of the channel, then of the chat
local wait = math.max(0, redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ahead = {}
for i = 1, 2 do
  local interval, burst = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  ahead[i] = math.max(0, (tonumber(redis.call('GET', KEYS[2 + i])) or 0) - now)
  if ARGV[3 * i] == '1' then wait = math.max(wait, ahead[i] - (burst - 1) * interval) end
end
if wait > 0 then return wait end
for i = 1, 2 do
  local interval, burst = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  -- What did not have to wait uses the pace up, and owes no more than that.
  local owed = math.min(ahead[i] + interval, burst * interval)
  redis.call('SET', KEYS[2 + i], string.format('%d', now + owed), 'PX', string.format('%d', owed))
end
return 0
