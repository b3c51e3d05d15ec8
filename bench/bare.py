"""What somebody would write who knows no routing, no rights, no story and no clocks: the least that leaves the same rows."""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from center.foundation.models import Counter
from intake.models import Case, Clock, Event, Handover, Party, Person, TallyDelta, Visit


class Form(serializers.Serializer):
    """A walk-in with one other side; every row it points to is named by its id, and believed."""

    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(max_length=24)
    phone = serializers.CharField(max_length=30)
    address = serializers.CharField(max_length=200)
    other_name = serializers.CharField(max_length=60)
    narrative = serializers.CharField(max_length=4000)
    claim = serializers.CharField(max_length=500)
    matter = serializers.IntegerField()
    area = serializers.IntegerField()
    township = serializers.IntegerField()
    center = serializers.IntegerField()
    desk = serializers.IntegerField()
    to_desk = serializers.IntegerField()
    route = serializers.IntegerField()
    limit = serializers.IntegerField()


class Save(APIView):
    """The rows of one save at the counter that is sent on, in one transaction and nothing else."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        form = Form(data=request.data)
        form.is_valid(raise_exception=True)
        with transaction.atomic():
            number = insert(form.validated_data, request.user.pk)
        return Response({"number": number}, status=201)


def insert(given: dict, user: int) -> str:
    """The number of the case whose rows were inserted."""
    moment = datetime.now(UTC)
    person = Person.objects.create(
        name=given["name"], pinyin=given["name"], id_kind="111", id_number=given["id_number"], id_digest=secrets.token_hex(32),
        phone=given["phone"], phone_digest=secrets.token_hex(32), address=given["address"], area_id=given["area"], created_at=moment,
    )  # fmt: skip
    other = Person.objects.create(name=given["other_name"], pinyin=given["other_name"], created_at=moment)
    visit = Visit.objects.create(
        person=person, center_id=given["center"], desk_id=given["desk"], received_by_id=user, at=moment
    )
    counter, _new = Counter.objects.select_for_update().get_or_create(office="BARE", period=f"center:{given['center']}")
    counter.last += 1
    counter.save(update_fields=["last"])
    case = Case.objects.create(
        number=f"B{given['center']}-{counter.last}", query_code=secrets.token_hex(4), token=secrets.token_urlsafe(16), token_digest=secrets.token_hex(32),
        state=Case.State.ROUTED, matter_id=given["matter"], visit=visit, center_id=given["center"], origin_desk_id=given["desk"], desk_id=given["to_desk"],
        area_id=given["area"], township_id=given["township"], narrative=given["narrative"], claim=given["claim"], registered_at=moment,
        registered_by_id=user, hops=1, client_key=secrets.token_hex(32), story_seq=2, story_head=secrets.token_hex(32),
    )  # fmt: skip
    Party.objects.bulk_create(
        [
            Party(case=case, side="applicant", person=person),
            Party(case=case, side="respondent", person=other, position=1),
        ]
    )
    handover = Handover.objects.create(
        case=case,
        from_desk_id=given["desk"],
        to_desk_id=given["to_desk"],
        route_id=given["route"],
        proposed_desk_id=given["to_desk"],
        sent_at=moment,
        sent_by_id=user,
    )
    due = moment + timedelta(days=1)
    Clock.objects.create(
        limit_id=given["limit"],
        case=case,
        desk_id=given["to_desk"],
        about=f"handover:{handover.pk}",
        started_at=moment,
        raw_due_at=due,
        due_at=due,
        next_action_at=due,
    )
    Event.objects.bulk_create(
        Event(
            case=case, seq=seq, kind=kind, by_kind="staff", by_id=user, at=moment, data={"desk": given["desk"], "to_desk": given["to_desk"]},
            salt=secrets.token_hex(8), data_digest=secrets.token_hex(32), digest=secrets.token_hex(32),
        )
        for seq, kind in ((1, "case.registered"), (2, "case.routed"))
    )  # fmt: skip
    place = {
        "day": moment.date(),
        "center_id": given["center"],
        "matter_id": given["matter"],
        "area_id": given["township"],
    }
    TallyDelta.objects.bulk_create(
        TallyDelta(measure=measure, desk_id=given[desk], amount=1, **place)
        for measure, desk in (("registered", "desk"), ("open", "to_desk"), ("to_sign", "to_desk"))
    )
    return case.number


def status(request: HttpRequest, number: str) -> HttpResponse:
    """One case by its key, on the citizen's page."""
    return render(request, "bench/status.html", {"case": get_object_or_404(Case, number=number)})
