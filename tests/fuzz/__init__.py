"""`make fuzz`: what schemathesis, reading our schema, can find wrong with a running product."""
