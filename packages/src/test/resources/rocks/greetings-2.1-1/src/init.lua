local polite = require("greetings.polite")
return { all = function() return polite(require("greetings.names")) end }
