-- wrk -s request.lua URL -- METHOD COUNT BODY BODY … NAME VALUE NAME VALUE …
-- Sends the bodies in turn. In a single one, replaces a `[<id>]` by something new in each request, as autocannon does.
-- Prints what it found as JSON.

-- All ids are of one length, so that a request is put together once and only its id changes.
local function with_ids(body)
  local first, count = os.time() * 1e6, 0
  local id = string.format('%016.0f', first)
  local whole = wrk.format(nil, nil, nil, (body:gsub('%[<id>%]', id, 1)))
  local at = whole:find(id, 1, true)
  local head, tail = whole:sub(1, at - 1), whole:sub(at + #id)
  return function()
    count = count + 1
    return head .. string.format('%016.0f', first + count) .. tail
  end
end

local function in_turn(bodies)
  local requests, last = {}, 0
  for i, body in ipairs(bodies) do requests[i] = wrk.format(nil, nil, nil, body) end
  return function()
    last = last % #requests + 1
    return requests[last]
  end
end

function init(args)
  wrk.method = args[1]
  local count = tonumber(args[2])
  for i = 3 + count, #args, 2 do wrk.headers[args[i]] = args[i + 1] end
  if count == 0 then return end
  local bodies = { unpack(args, 3, 2 + count) }
  wrk.body = bodies[1]
  if count > 1 then request = in_turn(bodies)
  elseif wrk.body:find('[<id>]', 1, true) then request = with_ids(wrk.body) end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "median": %d, "failed": %d}',
    summary.requests, summary.duration, latency:percentile(50),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status
  ))
end
