local hello = {}

function hello.to(name)
  return "hello " .. name
end

return hello
