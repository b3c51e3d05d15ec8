"""The doors of the counter: taking a matter in, the cases, and what a citizen sees of one."""

from django.urls import path

from intake.batch_urls import urlpatterns as batches
from intake.counter_urls import urlpatterns as counter
from intake.guides.urls import urlpatterns as guides
from intake.legal_aid.urls import urlpatterns as legal_aid
from intake.limit_urls import urlpatterns as limits
from intake.papers.urls import urlpatterns as papers
from intake.route_urls import urlpatterns as routes
from intake.status_urls import urlpatterns as status
from intake.views import cases, files, guidance, lists, people, related, reveal, search, tasks, verbs

app_name = "intake"
urlpatterns = [
    *counter,
    *batches,
    *guides,
    *legal_aid,
    *limits,
    *routes,
    *papers,
    *status,
    path("cases/", lists.cases, name="cases"),
    path("cases/mine/", lists.mine, name="mine"),
    path("cases/to-sign/", lists.to_sign, name="to_sign"),
    path("cases/search/", search.search, name="search"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("cases/<str:number>/tasks/<int:pk>/<slug:verb>/", tasks.task, name="task"),
    path("cases/<str:number>/do/<slug:verb>/", verbs.verb, name="verb"),
    path("cases/<str:number>/guidance/", guidance.guidance_slip, name="guidance"),
    path("cases/<str:number>/people/", people.people, name="people"),
    path("cases/<str:number>/alike/", related.alike, name="alike"),
    path("cases/<str:number>/reveal/", reveal.reveal, name="reveal"),
    path("cases/<str:number>/files/", files.files, name="files"),
    path("cases/<str:number>/files/bind/", files.bind, name="bind"),
    path("cases/<str:number>/files/<int:pk>/", files.original, name="attachment"),
    path("cases/<str:number>/files/<int:pk>/shown/", files.shown, name="attachment_shown"),
    path("cases/<str:number>/files/<int:pk>/small/", files.small, name="attachment_small"),
    path("cases/<str:number>/files/<int:pk>/detach/", files.detach, name="detach"),
]
