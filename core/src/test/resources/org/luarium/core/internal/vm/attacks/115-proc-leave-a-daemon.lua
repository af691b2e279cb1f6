-- id: 115
-- category: proc
-- title: leave a process behind, through a shell
-- expect: no shell
print(pcall(os.execute, "setsid sleep 60 >/dev/null 2>&1 </dev/null & echo PWNED"))
