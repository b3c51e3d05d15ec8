"""The doors of the institution: the inbox, one's seat, large print."""

from django.urls import path

from center.institution import addresses, job_views, message_views, views
from center.institution.attendance import views as attendance
from center.institution.auditing import views as auditing
from center.institution.reorganising import views as reorganising
from center.institution.signing_in import views as signing_in
from center.institution.staffing import views as staffing

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.inbox_open, name="inbox_open"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("messages/", message_views.undelivered, name="messages"),
    path("messages/<int:pk>/again/", message_views.again, name="notice_again"),
    path("messages/<int:pk>/settle/", message_views.settle, name="notice_settle"),
    path("jobs/", job_views.runs, name="jobs"),
    path("sessions/", signing_in.own, name="sessions"),
    path("sessions/everybody/", signing_in.everybody, name="everybodys_sessions"),
    path("sessions/others/end/", signing_in.end_others, name="sessions_end_others"),
    path("sessions/factor/off/", signing_in.factor_off, name="factor_off"),
    path("sessions/left/", signing_in.left, name="session_left"),
    path("sessions/stay/", signing_in.stay, name="session_stay"),
    path("sessions/<int:pk>/end/", signing_in.end, name="session_end"),
    path("attendance/", attendance.week, name="attendance"),
    path("attendance/<int:pk>/", attendance.seat, name="attendance_seat"),
    path("absences/", attendance.absences, name="absences"),
    path("absences/<int:pk>/", attendance.absence, name="absence"),
    path("absences/<int:pk>/back/", attendance.back, name="absence_back"),
    path("offices/", reorganising.reorganisations, name="reorganisations"),
    path("offices/new/", reorganising.new, name="reorganisation_new"),
    path("offices/<int:pk>/", reorganising.reorganisation, name="reorganisation"),
    path("audit/", auditing.audit_rows, name="audit"),
    path("audit/review/", auditing.audit_review, name="audit_review"),
    path("staff/", staffing.staff, name="staff"),
    path("staff/<int:pk>/", staffing.staff_person, name="staff_person"),
    path("reached/", addresses.reached, name="reached"),
    path("seat/", views.take_seat, name="take_seat"),
    path("large-print/", views.elder, name="elder"),
]
