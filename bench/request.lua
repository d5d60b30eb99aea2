-- wrk -s request.lua URL -- METHOD BODY NAME VALUE NAME VALUE …
-- Sends the body with each `[<id>]` replaced by something new, as autocannon does; prints what it found as JSON.

local function withIds(body)
  local started, count = os.time(), 0
  return function()
    count = count + 1
    return wrk.format(nil, nil, nil, (body:gsub('%[<id>%]', started .. '-' .. count)))
  end
end

function init(args)
  wrk.method = args[1]
  for i = 3, #args, 2 do wrk.headers[args[i]] = args[i + 1] end
  if args[2] == '' then return end
  wrk.body = args[2]
  if args[2]:find('[<id>]', 1, true) then request = withIds(args[2]) end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "median": %d, "failed": %d}',
    summary.requests, summary.duration, latency:percentile(50),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status
  ))
end
