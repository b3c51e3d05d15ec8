import pytest

from center.foundation import audit
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution.models import Area, Posting, User
from tests import factories

PAGES = ["area", "department", "center", "desk", "user", "posting"]


@pytest.fixture
def superuser(client, db):
    user = User.objects.create_superuser("root", password=factories.PASSWORD, name="系统管理员")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def last():
    return AuditRow.objects.order_by("-seq").first()


@pytest.mark.parametrize("page", PAGES)
def test_a_superuser_sees_every_list_and_record(client, superuser, director, page):
    answer = client.get(f"/admin/institution/{page}/")
    assert answer.status_code == 200
    pk = {"posting": director.pk, "user": director.user_id, "desk": director.desk_id, "center": director.desk.center_id,
          "department": director.desk.department_id, "area": director.desk.center.area_id}[page]  # fmt: skip
    assert client.get(f"/admin/institution/{page}/{pk}/change/").status_code == 200
    assert client.get(f"/admin/institution/{page}/add/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_enters_whatever_the_posting(sign_in, county_director, page):
    User.objects.filter(pk=county_director.user_id).update(is_staff=True)
    client = sign_in(county_director)
    assert client.get(f"/admin/institution/{page}/").status_code in (302, 403)


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_one_sign_in_page(client):
    assert client.get("/admin/login/").headers["Location"].startswith("/accounts/login/")


def test_a_change_is_audited_without_its_words(client, superuser, clerk):
    desk = clerk.desk
    answer = client.post(
        f"/admin/institution/desk/{desk.pk}/change/", {"name": "新窗口", "name_en": "", "window": "9", "phone": ""}
    )
    assert answer.status_code == 302
    desk.refresh_from_db()
    assert desk.name == "新窗口"
    assert (last().action, last().about, last().by_id) == ("desk_changed", f"desk:{desk.pk}", superuser.pk)
    assert "新窗口" not in str(last().data)
    audit.verify()


def test_a_password_set_by_hand_is_audited(client, superuser, clerk):
    answer = client.post(
        f"/admin/institution/user/{clerk.user_id}/password/",
        {"usable_password": "true", "password1": "Weide-am-Bach-3", "password2": "Weide-am-Bach-3"},
    )
    assert answer.status_code == 302
    assert (last().action, last().about) == ("user_changed", f"user:{clerk.user_id}")
    assert User.objects.get(pk=clerk.user_id).check_password("Weide-am-Bach-3")


def test_a_person_is_added_and_appointed_through_the_lifecycle(client, superuser, county):
    answer = client.post(
        "/admin/institution/user/add/",
        {"username": "new.hht", "name": "新人", "usable_password": "false", "password1": "", "password2": ""},
    )
    assert answer.status_code == 302
    user = User.objects.get(username="new.hht")
    desk = factories.desk("HHT", "political_legal")
    said = {
        "user": user.pk,
        "desk": desk.pk,
        "role": "center_director",
        "badge": "HHT-950",
        "valid_from": today(),
        "valid_to": "",
        "covers": "",
    }
    assert client.post("/admin/institution/posting/add/", said).status_code == 302
    posting = Posting.objects.get(user=user)
    assert user.has_perm("institution.direct_center", desk.center)
    assert (last().action, last().about, last().by_id) == ("posting_appointed", f"posting:{posting.pk}", superuser.pk)


def test_an_appointment_that_is_refused_says_why(client, superuser, clerk):
    said = {
        "user": clerk.user_id,
        "desk": clerk.desk_id,
        "role": "department_head",
        "badge": "X",
        "valid_from": today(),
        "valid_to": "",
        "covers": "",
    }
    assert client.post("/admin/institution/posting/add/", said).status_code == 409
    assert Posting.objects.count() == 1


def test_a_posting_is_not_rewritten_but_ended(client, superuser, clerk):
    client.post(f"/admin/institution/posting/{clerk.pk}/change/", {"badge": "forged"})
    clerk.refresh_from_db()
    assert clerk.badge != "forged"
    client.post("/admin/institution/posting/", {"action": "end_today", "_selected_action": [clerk.pk]})
    clerk.refresh_from_db()
    assert clerk.valid_to == today()
    assert last().action == "posting_ended"


def test_areas_and_people_are_closed_and_not_deleted(client, superuser, clerk):
    for page, pk in (("area", Area.objects.first().pk), ("user", clerk.user_id), ("posting", clerk.pk)):
        assert client.post(f"/admin/institution/{page}/{pk}/delete/", {"post": "yes"}).status_code == 403
