-- SPDX-License-Identifier: Apache-2.0
-- Melting temperatures of DNA of two strands, in degrees Celsius.
local log = math.log

local melting = {}

local COMPLEMENT = { A = "T", C = "G", G = "C", T = "A" }

-- Unified parameters of SantaLucia (PNAS 95, 1998, table 2), for 1 mol/l NaCl: enthalpy in kcal/mol, entropy in
-- cal/(mol K). A pair of neighbours and the pair of the other strand are one entry.
local NEIGHBOURS = {
  AA = { -7.9, -22.2 }, AT = { -7.2, -20.4 }, TA = { -7.2, -21.3 }, CA = { -8.5, -22.7 }, GT = { -8.4, -22.4 },
  CT = { -7.8, -21.0 }, GA = { -8.2, -22.2 }, CG = { -10.6, -27.2 }, GC = { -9.8, -24.4 }, GG = { -8.0, -19.9 },
}
for pair, values in pairs({ TT = "AA", TG = "CA", AC = "GT", AG = "CT", TC = "GA", CC = "GG" }) do
  NEIGHBOURS[pair] = NEIGHBOURS[values]
end
local END_OF = { G = { 0.1, -2.8 }, C = { 0.1, -2.8 }, A = { 2.3, 4.1 }, T = { 2.3, 4.1 } }
local SYMMETRY = { 0, -1.4 }

-- cal/(mol K)
local GAS_CONSTANT = 1.987
local ZERO_CELSIUS = 273.15

local function positive(name, value, default)
  if value == nil then
    return default
  end
  if type(value) ~= "number" or not (value > 0 and value < math.huge) then
    return nil, name .. " must be a positive number, not " .. tostring(value)
  end
  return value
end

local function known_bases(text, least)
  if type(text) ~= "string" then
    return nil, "the sequence must be a string, not " .. type(text)
  end
  local bases = text:upper()
  local position = bases:find("[^ACGT]")
  if position then
    return nil, ("a melting temperature needs A, C, G and T only, not %q at position %d"):format(
      text:sub(position, position), position)
  end
  if #bases < least then
    return nil, ("a melting temperature needs at least %d %s, not %d"):format(
      least, least == 1 and "base" or "bases", #bases)
  end
  return bases
end

--- Wallace's rule (Nucleic Acids Research 6, 1979): 2 degrees for each A or T, 4 for each G or C. For 14 to 20 bases in
-- 0.9 mol/l NaCl; the longer the sequence is, the further it is off. nil and a message for what is no DNA.
function melting.wallace(text)
  local bases, why = known_bases(text, 1)
  if not bases then
    return nil, why
  end
  local strong = select(2, bases:gsub("[GC]", ""))
  return 4 * strong + 2 * (#bases - strong)
end

--- Enthalpy (kcal/mol) and entropy (cal/(mol K)) of a duplex in 1 mol/l NaCl by SantaLucia's neighbours.
-- nil and a message for what is no DNA of at least two bases.
function melting.duplex(text)
  local bases, why = known_bases(text, 2)
  if not bases then
    return nil, why
  end
  local enthalpy, entropy = 0, 0
  local function add(values)
    enthalpy, entropy = enthalpy + values[1], entropy + values[2]
  end
  add(END_OF[bases:sub(1, 1)])
  add(END_OF[bases:sub(-1)])
  for position = 1, #bases - 1 do
    add(NEIGHBOURS[bases:sub(position, position + 1)])
  end
  local is_symmetric = bases == bases:reverse():gsub(".", COMPLEMENT)
  if is_symmetric then
    add(SYMMETRY)
  end
  return enthalpy, entropy, is_symmetric
end

--- The melting temperature by nearest neighbours: SantaLucia's parameters and his correction of entropy for sodium.
-- Options: sodium (mol/l, 0.05 if nil) and strands (mol/l of both strands together, 50e-9 if nil). Meant for up to
-- about 60 bases that melt in one step. nil and a message for what is no DNA of at least two bases or no concentration.
function melting.nearest_neighbor(text, options)
  options = options or {}
  local sodium, why = positive("sodium", options.sodium, 0.05)
  if not sodium then
    return nil, why
  end
  local strands
  strands, why = positive("strands", options.strands, 50e-9)
  if not strands then
    return nil, why
  end
  local enthalpy, entropy, is_symmetric = melting.duplex(text)
  if not enthalpy then
    return nil, entropy
  end
  entropy = entropy + 0.368 * (#text - 1) * log(sodium)
  return 1000 * enthalpy / (entropy + GAS_CONSTANT * log(is_symmetric and strands or strands / 4)) - ZERO_CELSIUS
end

return melting
