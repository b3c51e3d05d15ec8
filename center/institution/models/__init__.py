from center.institution.models.area import Area
from center.institution.models.office import (
    Center,
    CenterGroupPermission,
    CenterUserPermission,
    Department,
    DepartmentGroupPermission,
    DepartmentUserPermission,
    Desk,
)
from center.institution.models.password import UsedPassword
from center.institution.models.posting import Posting, Role
from center.institution.models.session import StaffSession
from center.institution.models.token import ApiToken
from center.institution.models.user import User
from center.institution.models.words import Named

__all__ = [
    "ApiToken",
    "Area",
    "Center",
    "CenterGroupPermission",
    "CenterUserPermission",
    "Department",
    "DepartmentGroupPermission",
    "DepartmentUserPermission",
    "Desk",
    "Named",
    "Posting",
    "Role",
    "StaffSession",
    "UsedPassword",
    "User",
]
