-- Take the speaker's turn for a message, unless it ended before.
-- KEYS turn, session, record, open  ARGV token, lease, id, keep (ms)
if redis.call('HEXISTS', KEYS[3], 'ended') == 1 then
  return {'ended'}
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {'busy'}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if redis.call('HEXISTS', KEYS[3], 'committed') == 1 then
  return {'committed', redis.call('HGETALL', KEYS[3])}
end
-- Asked twice with one token (the connection broke), it is one attempt.
local attempt = tonumber(redis.call('HGET', KEYS[3], 'attempts') or 0)
if not holder or attempt == 0 then
  attempt = redis.call('HINCRBY', KEYS[3], 'attempts', 1)
end
redis.call('PEXPIRE', KEYS[3], ARGV[4])
-- What is open is known by speaker, so that it can be forgotten.
redis.call('SADD', KEYS[4], ARGV[3])
redis.call('PEXPIRE', KEYS[4], ARGV[4])
return {'taken', attempt, redis.call('GET', KEYS[2]) or ''}
