-- id: 117
-- category: out
-- title: flood raw output past the link, through a shell
-- expect: output cap reached, host heap flat
print(pcall(os.execute, "cat /dev/zero"))
while true do print(("B"):rep(65536)) end
