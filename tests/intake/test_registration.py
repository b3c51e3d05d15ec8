"""What is written down of people: found again by document, kept secret, known by its facts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from center.foundation.now import today
from intake import identity, registration
from intake.models import Person
from intake.registration import PersonData
from tests.factories import id_number, person

pytestmark = pytest.mark.django_db


def test_the_same_document_is_the_same_person():
    first = person(name="张三", phone="13800000001")
    again = PersonData(**{**first.__dict__, "name": "张三丰", "phone": "13900000002"})
    [one], [two] = registration.upsert([first]), registration.upsert([again])
    assert one.pk == two.pk
    assert Person.objects.get(pk=one.pk).phone == "13900000002"
    assert Person.objects.get(pk=one.pk).name == "张三丰"


def test_what_is_left_empty_keeps_what_is_on_file():
    first = person(phone="13800000001", address="黄花塘村一组")
    [one] = registration.upsert([first])
    registration.upsert(
        [
            PersonData(
                name=first.name, id_kind="111", id_number=first.id_number, sex=first.sex, birth_date=first.birth_date
            )
        ]
    )
    kept = Person.objects.get(pk=one.pk)
    assert (kept.phone, kept.address) == ("13800000001", "黄花塘村一组")


def test_two_people_without_a_document_stay_two():
    rows = registration.upsert([PersonData(name="李四"), PersonData(name="李四")])
    assert rows[0].pk != rows[1].pk


def test_people_come_back_in_the_order_given():
    people = [person(name=f"王{letter}") for letter in "一二三四"]
    assert [row.name for row in registration.upsert(people)] == [data.name for data in people]


def test_document_phone_and_address_are_not_readable_in_the_table():
    data = person(phone="13812345678", address="黄花塘村三组五号")
    [row] = registration.upsert([data])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id_number, phone, address, id_digest, phone_digest FROM intake_person WHERE id = %s", [row.pk]
        )
        stored = "".join(cursor.fetchone())
    assert data.id_number not in stored and "13812345678" not in stored and "三组" not in stored
    assert Person.objects.get(id_digest=registration.id_digest("111", data.id_number)).pk == row.pk


def test_the_digest_of_a_document_knows_its_kind_and_not_its_case():
    assert registration.id_digest("111", "11010519491231002x") == registration.id_digest("111", "11010519491231002X")
    assert registration.id_digest("414", "G12345678") != registration.id_digest("516", "G12345678")
    assert registration.id_digest("none", "") is None
    assert registration.phone_digest("") == ""


@pytest.mark.parametrize(
    ("number", "sex", "born", "district"),
    [
        ("11010519491231002X", "female", date(1949, 12, 31), "北京市朝阳区"),
        ("320830199001010014", "male", date(1990, 1, 1), "江苏省盱眙县"),
        ("320830199001010022", "female", date(1990, 1, 1), "江苏省盱眙县"),
        ("440524188001010014", "male", date(1880, 1, 1), ""),
    ],
)
def test_a_residents_number_tells_sex_birth_and_district(number, sex, born, district):
    found = registration.facts_of_id(number)
    assert found[:2] == (sex, born)
    assert not district or found[2] == district


def test_a_code_is_not_taken_for_another():
    codes = {registration.new_code() for _ in range(200)}
    assert len(codes) == 200 and all(len(code) == 8 and not set(code) & set("01ILO") for code in codes)


def test_names_are_found_by_pinyin():
    assert registration.pinyin("张三丰") == "zhangsanfeng zsf"


# -- one spelling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["320830199001010014", " 320830 19900101 0014 ", "３２０８３０１９９００１０１００１４"]
)
def test_a_number_has_one_spelling(typed):
    assert identity.id_number("111", typed) == "320830199001010014"


def test_a_small_x_is_a_large_one():
    assert identity.id_number("111", "11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("320830199001010015", "wrong_checksum"),
        ("32083019900101001", "wrong_length"),
        ("320830900101001", "wrong_length"),
        ("32083019900230001X", "wrong_birth_date"),
        ("32083019900101A014", "wrong_characters"),
        (id_number(1, born=f"{today().year + 1}0101"), "born_in_future"),
        (id_number(1, born="18800101"), "too_old"),
    ],
)
def test_a_wrong_residents_number_is_named(typed, code):
    with pytest.raises(ValidationError) as refusal:
        identity.id_number("111", typed)
    assert refusal.value.code == code


def test_an_old_district_is_no_fault():
    assert identity.id_number("111", id_number(5, district="320899"))


def test_other_documents_have_letters_and_digits():
    assert identity.id_number("414", "g 1234-5678") == "G12345678"
    assert identity.id_number("114", "军字第1234567号") == "军字第1234567号"
    for kind, typed in [("414", "<script>"), ("none", "G12345678")]:
        with pytest.raises(ValidationError):
            identity.id_number(kind, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 1234 5678", "13812345678"), ("+86 138-1234-5678", "13812345678"), ("0517-88221234", "051788221234"), ("（0517）88221234", "051788221234"),
        ("+852 2345 6789", "+85223456789"), ("", ""),
    ],
)  # fmt: skip
def test_a_phone_has_one_spelling(typed, kept):
    assert identity.phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "1381234567", "23812345678", "phone", "138123456789"])
def test_what_cannot_be_called_is_no_phone(typed):
    with pytest.raises(ValidationError):
        identity.phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三", "张三"),
        (" 阿依古丽•买买提 ", "阿依古丽·买买提"),
        ("Jean-Luc O'Brien", "Jean-Luc O'Brien"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_of_many_kinds(typed, kept):
    assert identity.name(typed) == kept


@pytest.mark.parametrize("typed", ["<b>张三</b>", "张三1", "张\u202e三", "·张", "张三;", "😀"])
def test_what_is_no_name(typed):
    with pytest.raises(ValidationError):
        identity.name(typed)


def test_a_company_may_have_brackets_but_no_tags():
    assert identity.organisation("盱眙（江苏）建筑有限公司第3项目部") == "盱眙(江苏)建筑有限公司第3项目部"
    with pytest.raises(ValidationError):
        identity.organisation("<img src=x onerror=alert(1)>")
