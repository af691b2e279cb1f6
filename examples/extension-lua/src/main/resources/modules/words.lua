-- SPDX-License-Identifier: Apache-2.0
local M = {}

-- `wanted` is a function of the host, called from here.
function M.count(text, wanted)
  local counts, list = {}, {}
  for word in text:lower():gmatch("%a+") do
    if not counts[word] and wanted(word) then
      counts[word] = { word = word, times = 0 }
      list[#list + 1] = counts[word]
    end
    if counts[word] then counts[word].times = counts[word].times + 1 end
  end
  table.sort(list, function(a, b)
    if a.times ~= b.times then return a.times > b.times end
    return a.word < b.word
  end)
  return list
end

return M
