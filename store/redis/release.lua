-- Give the turn back with the message not ended, if it is still ours. An attempt that
-- does not count is taken off.
-- KEYS turn, record  ARGV token, counted
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
if ARGV[2] == '0' and redis.call('HEXISTS', KEYS[2], 'attempts') == 1 then
  redis.call('HINCRBY', KEYS[2], 'attempts', -1)
end
return 1
