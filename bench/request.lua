-- wrk -s request.lua URL -- METHOD BODY NAME VALUE NAME VALUE …
-- Replaces a `[<id>]` in the body by something new in each request, as autocannon does; prints what it found as JSON.

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

function init(args)
  wrk.method = args[1]
  for i = 3, #args, 2 do wrk.headers[args[i]] = args[i + 1] end
  if args[2] == '' then return end
  wrk.body = args[2]
  if args[2]:find('[<id>]', 1, true) then request = with_ids(args[2]) end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "median": %d, "failed": %d}',
    summary.requests, summary.duration, latency:percentile(50),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status
  ))
end
