local hello = require("hello")
return function(names)
  local lines = {}
  for i, name in ipairs(names) do lines[i] = hello.to(name) .. ", please" end
  return table.concat(lines, "; ")
end
