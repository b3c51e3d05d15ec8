from django.urls import path

from mediation import views
from mediation.pages import calculator, file, mine, rooms, roster, slips

app_name = "mediation"
urlpatterns = [
    path("", views.index, name="docket"),
    path("propose/<str:number>/", views.propose, name="propose"),
    path("receive/<str:number>/", views.receive, name="receive"),
    path("again/<str:number>/", views.again, name="again"),
    path("rooms/", rooms.week, name="rooms"),
    path("roster/", roster.index, name="roster"),
    path("calculator/", calculator.reckon, name="calculator"),
    path("figures/<int:pk>/", calculator.figure, name="figure"),
    path("mine/", mine.ask, name="mine"),
    path("mine/agreement/", mine.show, name="mine_agreement"),
    path("mine/copy/", mine.copy, name="mine_copy"),
    path("mine/pay/<int:pk>/", mine.pay, name="mine_pay"),
    path("mine/done/", mine.done, name="mine_done"),
    path("<int:pk>/slips/", slips.slips, name="slips"),
    path("<int:pk>/", file.show, name="file"),
    path("<int:pk>/calculator/", calculator.reckon, name="reckon"),
    path("<int:pk>/do/<slug:verb>/", file.step, name="step"),
    path("<int:pk>/side/", views.side, name="side"),
    path("<int:pk>/consent/", views.consent, name="consent"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/fail/", views.fail, name="fail"),
]
