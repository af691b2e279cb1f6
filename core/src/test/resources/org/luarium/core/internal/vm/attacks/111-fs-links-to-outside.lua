-- id: 111
-- category: fs
-- title: symbolic and hard links to outside, through a shell
-- expect: no shell
for _, how in ipairs { "ln -s", "ln" } do
  local ok, p = pcall(io.popen, how .. " @SECRET@ /tmp/ln 2>&1; cat /tmp/ln; rm -f /tmp/ln")
  print(ok and p and p:read("*a"))
end
