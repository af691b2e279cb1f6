-- SPDX-License-Identifier: Apache-2.0
-- A bare interpreter that waits.
collectgarbage()
collectgarbage()
io.write("ready\n")
io.flush()
io.read()
