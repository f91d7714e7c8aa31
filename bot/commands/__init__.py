"""The commands of the command line, by what they are about; each imports what it needs when it runs."""
