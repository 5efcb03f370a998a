"""A real OpenID provider on a port of this machine, somebody who logs in there, and somebody who forges its tokens."""
