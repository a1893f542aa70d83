"""The demo account: our own invention, the same on every machine. No name in it is meant to be that of a real company."""
