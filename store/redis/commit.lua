-- Save the session ('': there is none any more) and the replies, if the turn is still
-- ours; keep the turn.
-- KEYS turn, session, record  ARGV token, lease, session, remember (ms), keep (ms), replies...
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[3] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
end
redis.call('HSET', KEYS[3], 'committed', 1)
for n = 6, #ARGV do
  redis.call('HSET', KEYS[3], 'r' .. (n - 5), ARGV[n])
end
redis.call('PEXPIRE', KEYS[3], ARGV[5])
return 1
