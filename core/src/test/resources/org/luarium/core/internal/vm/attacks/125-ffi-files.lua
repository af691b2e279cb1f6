-- id: 125
-- category: ffi
-- title: links, device nodes, modes and folders over inherited descriptors
-- expect: nothing of the host
local ffi = require("ffi")
ffi.cdef [[
int symlink(const char *, const char *); int link(const char *, const char *); int chdir(const char *); int chroot(const char *);
int openat(int, const char *, int, ...); int fchdir(int); long read(int, void *, size_t); int mknod(const char *, unsigned, unsigned long); int chmod(const char *, unsigned);
]]
local C, buffer = ffi.C, ffi.new("char[64]")
local function try(path)
  local fd = C.openat(-100, path, 0)
  if fd >= 0 then print(path, ffi.string(buffer, math.max(0, tonumber(C.read(fd, buffer, 64))))) end
end
print(C.symlink("@SECRET@", "/tmp/soft"), C.link("@SECRET@", "/tmp/hard"))
try("/tmp/soft") try("/tmp/hard")
for fd = 0, 40 do
  local got = C.openat(fd, "../../../../../../../../@SECRET@", 0)
  if got >= 0 then print("PWNED folder", fd) end
  if C.fchdir(fd) == 0 then try("../../../../../../..@SECRET@") end
end
C.chdir("/") try("..@SECRET@")
if C.mknod("/tmp/null", 0x2000 + 438, 0x103) == 0 then print("PWNED device") end
if C.chmod("@HOSTDIR@/precious", 511) == 0 then print("PWNED mode") end
