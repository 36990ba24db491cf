"""Responsible bodies under one name, whatever a plan calls them."""

import pytest

from corpus.bodies import Bodies, find_bodies
from corpus.body_names import standard_body

SAME = {
    "发展改革委": ("市发展改革委", "市发改委", "区发展和改革委员会", "县发改局", "发展改革局"),
    "工业和信息化局": ("市工信局", "区工业和信息化局", "省经信厅", "市工业信息化局"),
    "住房和城乡建设局": ("市住建局", "县住房城乡建设局", "市住房和城乡建设委员会"),
    "自然资源局": ("市自然资源和规划局", "市规划和自然资源局", "自然资源分局", "市自规局"),
    "市场监督管理局": ("市市场监管局", "市场监管局", "区市场监督管理局"),
    "城市管理局": ("市城管局", "市城市管理和综合执法局", "区执法局"),
    "农业农村局": ("市农业农村局", "区农牧局", "县农业农村局"),
    "文化和旅游局": ("市文旅局", "市文化和旅游局", "市文旅广体局", "市文化旅游广电局"),
    "人民银行": ("中国人民银行澄渊市分行", "人行樟溪市分行", "人民银行云泽市中心支行"),
    "金融监管局": ("国家金融监督管理总局樟溪监管分局", "云泽银保监分局", "金融监管局樟溪分局"),
    "供电公司": ("国网樟溪供电公司", "岚滃供电局", "国网樟溪供电分公司"),
    "金融办": ("市政府办（金融办）", "区金融办", "市政府金融工作办公室"),
    "县级人民政府": ("各县（市、区）人民政府", "各县市区人民政府", "各县区政府"),
    "妇女联合会": ("市妇联", "区妇女联合会"),
    "宣传部": ("市委宣传部", "区委宣传部"),
}
OF_THEIR_OWN = {
    "樟溪县人民政府": "樟溪县人民政府",  # one government is no class of governments
    "市直各部门": "市直各部门",
    "市公安局交警支队": "公安局交警支队",
    "各发电企业": "发电企业",
    "市政府办公室": "政府办公室",
    "财政局": "财政局",
}


@pytest.mark.parametrize(
    ("name", "standard"),
    [(name, standard) for standard, names in SAME.items() for name in names],
)
def test_one_office_has_one_name(name: str, standard: str) -> None:
    assert standard_body(name) == standard


@pytest.mark.parametrize(("name", "standard"), OF_THEIR_OWN.items())
def test_a_body_that_the_table_does_not_hold_keeps_its_name(name: str, standard: str) -> None:
    assert standard_body(name) == standard


@pytest.mark.parametrize("standard", SAME)
def test_a_standard_name_stands_for_itself(standard: str) -> None:
    assert standard_body(standard) == standard


TEXT = "1.建设电站。到2028年装机达到9万千瓦"
LABELLED = {
    "牵头单位：县发改局；责任单位：县住建局、国网樟溪供电公司": (
        ("县发改局",),
        ("县住建局", "国网樟溪供电公司"),
    ),
    "牵头部门：县发改局。配合单位：各县（市、区）人民政府。": (
        ("县发改局",),
        ("各县（市、区）人民政府",),
    ),
    "责任单位: 市工信局，市发改委": ((), ("市工信局", "市发改委")),
    "责任部门：市水利局；完成时限：2025年底": ((), ("市水利局",)),
    "牵头单位：市林业局\n责任单位：市水利局等按职责分工负责": (("市林业局",), ("市水利局",)),
}


@pytest.mark.parametrize("before", [f"{TEXT}。", f"{TEXT}；", f"{TEXT}。\n", "1.建设电站\n"])
@pytest.mark.parametrize(("listing", "bodies"), LABELLED.items())
def test_a_labelled_list_needs_no_bracket(
    before: str, listing: str, bodies: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert find_bodies(before + listing) == Bodies(*bodies, start=len(before))


NO_LISTS = (
    f"{TEXT}，责任单位：市水利局",  # goes on with a sentence
    f"{TEXT}。责任单位：市水利局。每年通报一次。",  # text follows
    f"{TEXT}。明确责任单位和完成时限。",
    f"{TEXT}。完成时限：2025年",  # says when, not who
)


@pytest.mark.parametrize("text", NO_LISTS)
def test_a_label_inside_the_text_is_no_list(text: str) -> None:
    assert find_bodies(text) is None
