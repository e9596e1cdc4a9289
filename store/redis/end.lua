-- The last reply is sent: forget the texts, remember that the message ended, give
-- the turn back if it is still ours.
-- KEYS turn, record, open  ARGV token, id, keep (ms)
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'ended', 1)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('SREM', KEYS[3], ARGV[2])
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
