-- id: 118
-- category: mem
-- title: finalizers that print for ever
-- expect: killed by limit
if newproxy then getmetatable(newproxy(true)).__gc = function() while true do end end end
setmetatable({}, { __gc = function() while true do print("gc") end end })
collectgarbage() collectgarbage()
for i = 1, 1e8 do local t = { i } end
