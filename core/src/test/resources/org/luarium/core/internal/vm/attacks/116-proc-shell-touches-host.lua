-- id: 116
-- category: proc
-- title: write, read and kill through a shell
-- expect: no shell
print(pcall(os.execute, "id; echo x > @HOSTDIR@/evil; cat @SECRET@; kill -9 @VICTIM@"))
