from django.urls import path

from petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.index, name="docket"),
    path("open/<str:number>/", views.open_petition, name="open"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/decide/", views.decide, name="decide"),
]
