"""The accounts of this installation, as the history remembers them."""

from __future__ import annotations

from django.contrib.auth.models import User

from budgets import triggers


class Account(User):
    """Django's user. What becomes of a name, an e-mail address, a right or a password is remembered; a sign-in is not."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "账号"
        triggers = triggers.remembered(ignored=("last_login",), secret=("password",))
