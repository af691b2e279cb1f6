-- id: 106
-- category: link
-- title: poison the metatable of strings
-- expect: the next request is answered
local m = getmetatable("")
m.__index = function() error("poison") end
m.__len = function() return -1 end
m.__concat = function() return "poison" end
m.__tostring = function() return nil end
for k in pairs(string) do string[k] = nil end
