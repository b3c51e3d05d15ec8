"""Personal data for those who need not read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.foundation.masking import mask_address, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("诸葛孔明", "诸葛**"),
        ("欧阳", "欧*"),
        ("买买提·吐尔逊", "买***"),
        ("John Smith", "J***"),
        ("张", "*"),
        (" 张三 ", "张*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("320830199001010014", "320830********0014"),
        ("11010519491231002X", "110105********002X"),
        ("320830900101001", "320830*****1001"),
        ("E12345678", "E1*****78"),
        ("123456", "******"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_its_ends(number, masked):
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("0517-88212345", "0517-****2345"),
        ("88212345", "******45"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_phone_number_loses_its_middle(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("江苏省淮安市盱眙县马坝镇旧街村三组12号", "江苏省淮安市盱眙县马坝镇旧街村***"),
        ("盱眙县盱城街道五墩社区金源小区3栋502室", "盱眙县盱城街道五墩社区***"),
        ("盱眙县官滩镇东湖居委会18号", "盱眙县官滩镇东湖居委会***"),
        ("盱眙县桂五镇高庄村民委员会高西组", "盱眙县桂五镇高庄村民委员会***"),
        ("新村镇旧街村2号", "新村镇旧街村***"),
        ("新村路12号明发广场", "新村路12***"),
        ("盱城街道十里营大街86号", "盱城街道十里***"),
        ("马坝镇旧街村", "马坝镇旧街村"),
        ("2栋502", "2栋***"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_village(address, masked):
    assert mask_address(address) == masked


@given(st.text(min_size=1, max_size=40))
def test_any_text_can_be_masked_and_nothing_is_added_but_stars(text):
    for mask in (mask_name, mask_id, mask_phone, mask_address):
        assert set(mask(text)) <= set(text) | {"*"}


@given(st.text("0123456789", min_size=1, max_size=20))
def test_of_a_number_at_least_three_digits_are_hidden_or_all(number):
    for mask in (mask_id, mask_phone):
        assert mask(number).count("*") >= min(len(number), 3)
        assert len(mask(number)) == len(number)
