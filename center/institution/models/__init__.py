from center.institution.models.access_review import AccessReview
from center.institution.models.area import Area
from center.institution.models.attendance import Absence, Rota, Shift
from center.institution.models.confidentiality import Confidentiality
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
from center.institution.models.posting import Attendance, Posting, Role
from center.institution.models.reorganisation import CarryStep, DeskMove, Reorganisation
from center.institution.models.session import StaffSession
from center.institution.models.token import ApiToken
from center.institution.models.user import User
from center.institution.models.words import Named

__all__ = [
    "Absence",
    "AccessReview",
    "ApiToken",
    "Area",
    "Attendance",
    "CarryStep",
    "Center",
    "CenterGroupPermission",
    "CenterUserPermission",
    "Confidentiality",
    "Department",
    "DepartmentGroupPermission",
    "DepartmentUserPermission",
    "Desk",
    "DeskMove",
    "Named",
    "Posting",
    "Reorganisation",
    "Role",
    "Rota",
    "Shift",
    "StaffSession",
    "UsedPassword",
    "User",
]
