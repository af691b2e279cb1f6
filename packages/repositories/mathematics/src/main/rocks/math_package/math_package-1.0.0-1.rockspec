rockspec_format = "3.0"
package = "math_package"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///math_package-1.0.0.zip"
}
description = {
  summary = "Statistics, primes, combinatorics and matrices in pure Lua",
  detailed = "Exact integers below 2^53 and compensated sums, the same on Lua 5.1 to 5.4 and LuaJIT.",
  license = "Apache-2.0",
  labels = { "mathematics", "statistics" }
}
dependencies = {
  "lua >= 5.1"
}
build = {
  type = "builtin",
  modules = {
    ["math_package"] = "lua/math_package/init.lua",
    ["math_package.combinatorics"] = "lua/math_package/combinatorics.lua",
    ["math_package.integers"] = "lua/math_package/integers.lua",
    ["math_package.matrix"] = "lua/math_package/matrix.lua",
    ["math_package.primes"] = "lua/math_package/primes.lua",
    ["math_package.statistics"] = "lua/math_package/statistics.lua"
  },
  copy_directories = {}
}
