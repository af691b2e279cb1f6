-- id: 110
-- category: load
-- title: paths through require, searchers and setlocale
-- expect: not found
print(pcall(os.setlocale, ("../"):rep(12) .. "@SECRET@"))
package.path = "/?;/?/environ;@HOSTDIR@/?"
for _, name in ipairs { "proc.self.environ", "etc.passwd", "@SECRET@", "precious", "proc.1" } do print(pcall(require, name)) end
local f = loadfile and loadfile("@SECRET@")
print(loadfile and select(2, loadfile("@SECRET@")), dofile and select(2, pcall(dofile, "@SECRET@")), f)
