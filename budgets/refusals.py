"""Why something that somebody asked for is not done, in words for the screen. A leaf: every room may refuse."""


class Refused(Exception):
    """A move that may not be made; the message is for the screen."""


class NotAllowed(Refused):
    """This person may not."""


class WrongState(Refused):
    """Not now: the version stands elsewhere, or something has to be done before."""


class ContentChanged(Refused):
    """The document is no longer the one that was seen or approved."""
