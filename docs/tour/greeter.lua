local M = {}
function M.greet(name) return "Hello " .. name .. ", this is " .. _VERSION end
return M
