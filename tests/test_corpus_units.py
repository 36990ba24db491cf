"""The pure functions under the parser: how provisions are numbered, how text is repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import damaged_spots, fold_query
from corpus.clean import clean_text, is_traditional, to_simplified
from corpus.outline.numbering import Level, Numbered, match_number, to_int

# --- numbering --------------------------------------------------------------------------------


STYLES = {
    "chapter": ("第一章 总则", Numbered(Level.CHAPTER, "第一章", 1, "总则")),
    "chapter-digit": ("第3章 附则", Numbered(Level.CHAPTER, "第3章", 3, "附则")),
    "division": ("第二节 监测", Numbered(Level.DIVISION, "第二节", 2, "监测")),
    "article": ("第二十六条 本办法", Numbered(Level.ARTICLE, "第二十六条", 26, "本办法")),
    "part": ("一、总体要求", Numbered(Level.PART, "一", 1, "总体要求")),
    "part-full-stop": ("十二．组织实施", Numbered(Level.PART, "十二", 12, "组织实施")),
    "section": ("（三）节能", Numbered(Level.SECTION, "（三）", 3, "节能")),
    "section-half-width": ("(十一)试点", Numbered(Level.SECTION, "（十一）", 11, "试点")),
    "section-with-comma": ("（二）、节水", Numbered(Level.SECTION, "（二）", 2, "节水")),
    "item": ("1.光伏", Numbered(Level.ITEM, "1", 1, "光伏")),
    "item-wide-stop": ("25．培训", Numbered(Level.ITEM, "25", 25, "培训")),
    "item-comma": ("3、风电", Numbered(Level.ITEM, "3", 3, "风电")),
    "item-blank": ("4. 储能", Numbered(Level.ITEM, "4", 4, "储能")),
    "subitem": ("（1）电网", Numbered(Level.SUBITEM, "（1）", 1, "电网")),
    "subitem-half-width": ("(12)热网", Numbered(Level.SUBITEM, "（12）", 12, "热网")),
    "point": ("②车辆", Numbered(Level.POINT, "②", 2, "车辆")),
    "box": ("专栏10  示范工程", Numbered(Level.BOX, "专栏10", 10, "示范工程")),
    "box-spaced": ("专 栏 2：电网", Numbered(Level.BOX, "专栏2", 2, "电网")),
    "box-han": ("专栏三 电网", Numbered(Level.BOX, "专栏三", 3, "电网")),
    "part-of-a-book": ("第一部分 总体要求", Numbered(Level.BOOK, "第一部分", 1, "总体要求")),
    "volume": ("第二篇 任务", Numbered(Level.BOOK, "第二篇", 2, "任务")),
    "spaced-chapter": ("第 一 章 总则", Numbered(Level.CHAPTER, "第一章", 1, "总则")),
    "article-on-small-firms": ("第五条中小企业", Numbered(Level.ARTICLE, "第五条", 5, "中小企业")),
    "part-blank": ("四 、 建设", Numbered(Level.PART, "四", 4, "建设")),
    "part-with-a-chemical": ("一、二氧化碳", Numbered(Level.PART, "一", 1, "二氧化碳")),
    "part-of-three-years": ("二、三年行动", Numbered(Level.PART, "二", 2, "三年行动")),
    "section-one-character": ("㈠加强", Numbered(Level.SECTION, "（一）", 1, "加强")),
    "section-spaced": ("（ 一 ）加强", Numbered(Level.SECTION, "（一）", 1, "加强")),
    "section-half": ("二）加强", Numbered(Level.SECTION, "（二）", 2, "加强")),
    "section-lenticular": ("【三】加强", Numbered(Level.SECTION, "（三）", 3, "加强")),
    "section-condition": ("（三）条件成熟的", Numbered(Level.SECTION, "（三）", 3, "条件成熟的")),
    "action": ("专项行动二：节能", Numbered(Level.ACTION, "行动二", 2, "节能")),
    "item-one-character": ("⒛光伏", Numbered(Level.ITEM, "20", 20, "光伏")),
    "item-spaced": ("1 . 推进", Numbered(Level.ITEM, "1", 1, "推进")),
    "item-year": ("1.2023年起", Numbered(Level.ITEM, "1", 1, "2023年起")),
    "item-5g": ("3.5G基站", Numbered(Level.ITEM, "3", 3, "5G基站")),
    "decimal": ("1.12 推广", Numbered(Level.DECIMAL, "1.12", 12, "推广")),
    "decimal-third": ("1．2．3推广", Numbered(Level.THIRD, "1.2.3", 3, "推广")),
    "subitem-one-character": ("⑵电网", Numbered(Level.SUBITEM, "（2）", 2, "电网")),
    "half-bracket": ("3）电网", Numbered(Level.HALF, "3）", 3, "电网")),
    "point-above-twenty": ("㉑车辆", Numbered(Level.POINT, "㉑", 21, "车辆")),
    "box-joined": ("专栏1能源工程", Numbered(Level.BOX, "专栏1", 1, "能源工程")),
    "box-lenticular": ("【专栏2】能源", Numbered(Level.BOX, "专栏2", 2, "能源")),
    "box-unnumbered": ("专栏：重点工程", Numbered(Level.BOX, "专栏", 1, "重点工程")),
    "box-stop": ("专栏4.绿色矿山", Numbered(Level.BOX, "专栏4", 4, "绿色矿山")),
}


@pytest.mark.parametrize(("line", "expected"), STYLES.values(), ids=STYLES)
def test_each_style_of_number_is_read_with_its_depth(line: str, expected: Numbered) -> None:
    assert match_number(line) == expected


@pytest.mark.parametrize(
    ("wide", "number"),
    [
        ("１．光伏", "1"),
        ("（２）电网", "（2）"),
        ("第３条 总则", "第3条"),
        ("专栏４ 电网", "专栏4"),
    ],
    ids=["item", "subitem", "article", "box"],
)
def test_full_width_digits_give_the_address_a_person_would_type(wide: str, number: str) -> None:
    found = match_number(wide)
    assert found is not None
    assert found.number == number


NO_HEADINGS = {
    "article-provides": "第三条规定的情形除外",
    "article-of": "第三条的规定同样适用",
    "chapter-calls": "第二章所称单位",
    "article-range": "第一条至第五条不适用",
    "article-list": "第五条、第六条不适用",
    "decimal": "1.66万个充电桩",
    "years": "2025、2030年分别达到",
    "dotted-date": "2023.4.6印发",
    "date": "2023年4月6日",
    "percentage": "12.5%以上",
    "figures": "25、27%两档",
    "han-quantity": "一批项目",
    "han-duration": "十五年内",
    "trial": "（试行）",
    "period": "(2021—2035)规划",
    "box-in-words": "专栏文章三篇",
    "box-reference": "专栏1所列项目",
    "box-reference-spaced": "专栏1 中的项目",
    "section-article": "（三）条规定的范围",
    "section-range": "（一）至（三）项",
    "section-list": "（一）、（二）项",
    "article-requires": "第三条要求各单位",
    "part-proposes": "第二部分提出的任务",
    "pair-of-classes": "一、二类企业",
    "triple": "一、二、三产业融合",
    "decimal-quantity": "2.5 万千瓦",
    "power": "1.5GW光伏",
    "empty": "",
}


@pytest.mark.parametrize("line", NO_HEADINGS.values(), ids=NO_HEADINGS)
def test_references_figures_and_dates_are_no_headings(line: str) -> None:
    assert match_number(line) is None


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百零五", 105),
        ("一百二十", 120),
        ("〇", 0),
        ("12", 12),
        ("①", 1),
        ("⑳", 20),
        ("㉑", 21),
    ],
    ids=[
        "1",
        "10",
        "12",
        "20",
        "99",
        "105",
        "120",
        "0",
        "digits",
        "circled-1",
        "circled-20",
        "circled-21",
    ],
)
def test_value_of_a_number(token: str, value: int) -> None:
    assert to_int(token) == value


# --- cleaning ---------------------------------------------------------------------------------


REPAIRS = {
    "pinyin": ("推进(jìn)能源(yuán)转型", "推进能源转型"),
    "pinyin-wide-brackets": ("碳達（dá）峰雙(shuāng)控", "碳达峰双控"),
    "abbreviations-stay": ("能耗系统(BMS)和气站(LNG)", "能耗系统(BMS)和气站(LNG)"),
    "years-stay": ("规划（2021—2035）", "规划（2021—2035）"),
    "lower-case-stays": ("单位（kg）与（kwh）", "单位（kg）与（kwh）"),
    "blanks": ("\t专栏1 \u3000 电网\u00a0", "专栏1 电网"),
    "zero-width": ("\ufeff碳\u200b达峰", "碳达峰"),
    "zhe-aspect": ("著力建設綠色園區", "着力建设绿色园区"),
    "zhe-verbs": ("沿著江岸著手、著眼長遠", "沿着江岸着手、着眼长远"),
    "zhu-stays": ("著名景區成效顯著，發表論著和著作", "著名景区成效显著，发表论著和著作"),
    "simplified-untouched": ("简体文字里的著作与显著", "简体文字里的著作与显著"),
}


@pytest.mark.parametrize(("raw", "clean"), REPAIRS.values(), ids=REPAIRS)
def test_a_line_is_repaired(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_cleaning_keeps_every_line_where_it_was() -> None:
    raw = "  標題\n\n\t第(dì)一行\n \n著力推進\n"
    assert clean_text(raw) == "标题\n\n第一行\n\n着力推进\n"


def test_a_few_traditional_characters_do_not_make_a_traditional_text() -> None:
    # 2 of 44 Chinese characters, 4.5 %, stay under the share of 5 %; 3 of 44 do not.
    assert not is_traditional("樓電" + "节" * 42)
    assert is_traditional("樓電機" + "节" * 41)
    assert not is_traditional("PUE 1.3")


@given(st.text(alphabet="著作力名顯雲乾後裏纔髮臺灣麵隻沖着 \n，。ab1", max_size=60))
def test_conversion_is_one_to_one(text: str) -> None:
    converted = to_simplified(text)
    assert len(converted) == len(text)
    kept = [i for i, char in enumerate(text) if char in " \n，。ab1"]
    assert [converted[i] for i in kept] == [text[i] for i in kept]


def test_a_question_is_folded_to_the_form_of_the_index() -> None:
    assert fold_query("　ＬＮＧ加註站　著力推進(jìn)\n Ｐｕｅ ") == "lng加注站 着力推进 pue"


@pytest.mark.parametrize(
    ("text", "spots"),
    [("有序?qū)嵒F碳达峰", 1), ("规?;化应用", 1), ("能效(PUE)降到1.2,", 0), ("行不行?", 0)],
    ids=["broken-pinyin", "lost-bytes", "abbreviation", "a-question"],
)
def test_lost_characters_are_noticed(text: str, spots: int) -> None:
    assert damaged_spots(text) == spots
