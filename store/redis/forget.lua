-- Forget a speaker: the session and all replies not yet sent. A turn in hand is
-- lost, so that nothing is written afterwards, and no open message comes again.
-- KEYS turn, session, open  ARGV prefix of records, keep (ms)
for _, id in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  local record = ARGV[1] .. id
  redis.call('DEL', record)
  redis.call('HSET', record, 'ended', 1)
  redis.call('PEXPIRE', record, ARGV[2])
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 1
