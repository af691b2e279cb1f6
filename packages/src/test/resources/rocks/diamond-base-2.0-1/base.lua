return "2.0"
