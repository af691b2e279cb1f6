-- SPDX-License-Identifier: Apache-2.0
-- The smallest child that runs code: one chunk for each line, one line of answer.
local load_text = loadstring or load
io.stdout:setvbuf("no")
for line in io.lines() do
  local chunk, why = load_text(line, "=line")
  if chunk then
    io.write(tostring(chunk()), "\n")
  else
    io.write(why, "\n")
  end
end
