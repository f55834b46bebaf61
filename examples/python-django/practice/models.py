"""The tool's own user model. Whoever signs in here is staff in the portal."""

from __future__ import annotations

from casegate import FirmId, Role, Staff
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Adviser(AbstractBaseUser):
    """A member of a firm's staff."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    firm = models.CharField(max_length=40)
    role = models.CharField(max_length=20, default=Role.PRACTITIONER.value)

    objects = BaseUserManager["Adviser"]()
    USERNAME_FIELD = "email"

    def as_staff(self) -> Staff:
        """Returns this user as the portal's staff. The portal relies on this statement."""
        return Staff(firm=FirmId(self.firm), id=str(self.pk), name=self.name, roles=[Role(self.role)])
