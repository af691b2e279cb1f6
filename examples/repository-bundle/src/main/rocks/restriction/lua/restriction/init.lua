-- SPDX-License-Identifier: Apache-2.0
local restriction = {}

-- What an enzyme recognizes, and after how many bases of that it cuts. All are palindromes, so one strand is enough.
local enzymes = {
  BamHI = { "GGATCC", 1 },
  EcoRI = { "GAATTC", 1 },
  HaeIII = { "GGCC", 2 },
  HindIII = { "AAGCTT", 1 },
  PstI = { "CTGCAG", 5 },
  SmaI = { "CCCGGG", 3 },
}

--- The names of the enzymes that are known, sorted.
function restriction.enzymes()
  local names = {}
  for name in pairs(enzymes) do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

local function check(dna, name)
  if type(dna) ~= "string" then
    return nil, "a text of bases is wanted, not a " .. type(dna)
  end
  local other = dna:find("[^ACGTNacgtn]")
  if other then
    return nil, ("%q at position %d is no base"):format(dna:sub(other, other), other)
  end
  local enzyme = enzymes[name]
  if not enzyme then
    return nil, ("no enzyme %s is known, only %s"):format(tostring(name), table.concat(restriction.enzymes(), ", "))
  end
  return enzyme
end

--- After which bases of a linear DNA an enzyme cuts; nil and a message for what is no DNA.
function restriction.sites(dna, name)
  local enzyme, problem = check(dna, name)
  if not enzyme then
    return nil, problem
  end
  local text, sites = dna:upper(), {}
  local at = text:find(enzyme[1], 1, true)
  while at do
    sites[#sites + 1] = at - 1 + enzyme[2]
    at = text:find(enzyme[1], at + 1, true)
  end
  return sites
end

--- The fragments of a linear DNA, in their order; nil and a message for what is no DNA.
function restriction.digest(dna, name)
  local sites, problem = restriction.sites(dna, name)
  if not sites then
    return nil, problem
  end
  local fragments, from = {}, 1
  for _, site in ipairs(sites) do
    fragments[#fragments + 1] = dna:sub(from, site)
    from = site + 1
  end
  fragments[#fragments + 1] = dna:sub(from)
  return fragments
end

return restriction
