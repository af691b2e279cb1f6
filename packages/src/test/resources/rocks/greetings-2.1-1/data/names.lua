return { "Ada", "Emmy" }
