-- id: 104
-- category: link
-- title: create, rename and remove files in the folder of the link
-- expect: read-only
local f = io.open("/link/new", "w")
print(f and "PWNED new", os.remove("/link/in") and "PWNED removed", os.rename("/link/out", "/link/o") and "PWNED renamed")
