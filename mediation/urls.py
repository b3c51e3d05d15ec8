from django.urls import path

from mediation import views

app_name = "mediation"
urlpatterns = [
    path("", views.index, name="docket"),
    path("propose/<str:number>/", views.propose, name="propose"),
    path("<int:pk>/side/", views.side, name="side"),
    path("<int:pk>/consent/", views.consent, name="consent"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/fail/", views.fail, name="fail"),
]
