// Nothing: the price of an engine, a language host and a program.
