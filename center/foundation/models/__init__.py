from center.foundation.models.attempt import Attempt as Attempt
from center.foundation.models.audit import AuditHead as AuditHead
from center.foundation.models.audit import AuditRow as AuditRow
from center.foundation.models.calendar import CalendarDay as CalendarDay
from center.foundation.models.calendar import CalendarYear as CalendarYear
from center.foundation.models.counter import Counter as Counter
from center.foundation.models.heartbeat import Heartbeat as Heartbeat
from center.foundation.models.notice import Notice as Notice
