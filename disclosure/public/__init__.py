"""The public's pages: looking for a document, reading it, taking its files away, proving it."""
