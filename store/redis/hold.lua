-- Let nothing be sent for a while; a longer while that was said before stands.
-- KEYS held  ARGV how long (ms)
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
end
return 1
