"""Lost bytes are put back where one reading fits; traditional words become what plans write."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import damaged_spots
from corpus.clean import clean, clean_text, to_simplified
from corpus.parse import parse_file
from corpus.repair import Spot, repair_text

PLAN = Path(__file__).parents[2] / "shared" / "corpus" / "004_471d5c02ef2f7ee0.txt"
#: The rest of a document of 墨渠市: what it says elsewhere is what a reading may draw on.
ELSEWHERE = (
    "墨渠市推進(jìn)海綿專業園區建設，深入培育種植大户，應急爐具與校舍改造，"
    "規模適度，實驗先行，晉級評審，專家現場指導，化工基地搬遷，施用肥料，熱水與光能。"
)


def misread(before: str, run: str, after: str, syllables: tuple[str, str] = ("", "")) -> str:
    """The damage run forward: ``run`` read one byte out of step between its neighbours.

    ``syllables`` are the pinyin inserted inside the first and after the last character of the run.
    """
    first, last = syllables
    encoded = run.encode("gbk")
    middle = "".join(
        encoded[i : i + 2].decode("gb18030") for i in range(1, len(encoded) - 1, 2)
    )  # pairs that GBK leaves to users come out in the private use area
    middle = "".join(char for char in middle if not "\ue000" <= char <= "\uf8ff")
    middle = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in middle)
    trail = encoded[-1:]
    end = trail.decode() + (f"({last})" if last else "") if trail < b"\x80" else "?"
    if end == "?" and last:
        end += f"{last})"
    return f"{before}?{first + ')' if first else ''}{middle}{end}{after}"


def test_the_model_of_damage_is_the_documented_one() -> None:
    # 模化應 is C4A3 BBAF 91AA: C4 and AA are lost, A3BB is ；and AF91 is 瘧.
    damaged = misread("規(guī)", "模化應", "用", ("", "yīng"))
    assert damaged == "規(guī)?;瘧?yīng)用"


# id: text before, lost run, text after, (pinyin inside the first, after the last character)
RUNS = {
    "both-ends-lost": ("推動微電網規(guī)", "模化應", "用和備案", ("", "yīng")),
    "no-pinyin-at-either-end": ("支持苗圃規", "模化", "、連片經營", ("", "")),
    "ascii-trail": ("改造老舊焦", "爐", "三座", ("fàn", "")),
    "pinyin-after-ascii-trail": ("分步有序", "實現", "目標", ("qū", "xiàn")),
    "full-stop": ("管好渠系", "。科學", "調度", ("", "xué")),
    "sound-and-word": ("開發河谷地", "熱能", "、風能", ("zé", "")),
    "dropped-pair": ("組織油茶規", "模化種", "植示範", ("", "zhǒng")),
    "dropped-comma": ("開展三個領域", "專項行動，深入實施產", "品召回", ("qū", "chǎn")),
}


@pytest.mark.parametrize(("before", "run", "after", "syllables"), RUNS.values(), ids=RUNS)
def test_a_damaged_run_is_restored(
    before: str, run: str, after: str, syllables: tuple[str, str]
) -> None:
    line = misread(before, run, after, syllables)
    assert damaged_spots(line) > 0
    if not any(syllables):
        line += "，推進(jìn)落實"
    repaired, spots = repair_text(f"{ELSEWHERE}\n{line}")
    lost = misread("", run, "", syllables)
    assert spots == (Spot(2, len(before), len(before) + len(lost), lost, run),)
    assert repaired.split("\n")[1] == line.replace(lost, run)


def test_a_repaired_line_is_then_cleaned_like_any_other() -> None:
    line = misread("  推動微電網規(guī)", "模化應", "用(yòng)  和備案", ("", "yīng"))
    cleaned = clean(f"{ELSEWHERE}\n{line}\n")
    assert cleaned.text.split("\n")[1:] == ["推动微电网规模化应用 和备案", ""]
    assert len(cleaned.repaired) == 1 and not cleaned.damaged
    assert damaged_spots(cleaned.text) == 0


# 基地 and 化工 fit as well as 化肥 does; 圩 forms no word with any character that ends in A3.
AMBIGUOUS = {
    "several-words-fit": misread("改進(jìn)園藝", "。控制化肥", "、除草劑"),
    "no-word-fits": misread("推進(jìn)圩", "模", "、堰"),
}


@pytest.mark.parametrize("line", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_several_readings_fit_stays_and_is_counted(line: str) -> None:
    raw = f"{ELSEWHERE}\n{line}"
    repaired, spots = repair_text(raw)
    assert repaired == raw
    assert damaged_spots(clean_text(raw)) == 1
    assert all(not spot.after for spot in spots)


def test_a_run_that_stays_is_reported_with_its_place() -> None:
    cleaned = clean(f"{ELSEWHERE}\n{AMBIGUOUS['several-words-fit']}")
    assert [(s.line, s.start, s.before[:2]) for s in cleaned.damaged] == [(2, 9, "??")]
    assert cleaned.repaired == ()


UNTOUCHED = {
    "a-question": "何時完工?;另行通知",
    "questions": "是否可行??科長答覆",
    "pinyin-elsewhere": "推進(jìn)水網?另見附表",
    "pinyin-only": "推進(jìn)水網；治理(lǐ)河道",
    "abbreviation": "系統(BMS)是什麼?x)",
}


@pytest.mark.parametrize("line", UNTOUCHED.values(), ids=UNTOUCHED)
def test_ordinary_question_marks_are_no_damage(line: str) -> None:
    assert repair_text(line) == (line, ())
    assert repair_text(f"{ELSEWHERE}\n{line}") == (f"{ELSEWHERE}\n{line}", ())


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="規模化應茖瘧爐焦地、，?;)(tWmjìnxué \n", max_size=40))
def test_repair_never_raises_and_keeps_every_line(raw: str) -> None:
    repaired, spots = repair_text(raw)
    assert repaired.count("\n") == raw.count("\n")
    lines = raw.split("\n")
    for spot in spots:
        assert lines[spot.line - 1][spot.start : spot.end] == spot.before
    touched = {spot.line for spot in spots if spot.after}
    for number, (before, after) in enumerate(zip(lines, repaired.split("\n"), strict=True), 1):
        assert number in touched or before == after
    assert repair_text(raw.replace("?", "")) == (raw.replace("?", ""), ())


# --- traditional to simplified ----------------------------------------------------------------

WORDS = {
    "着": (
        "著力 著眼 著手 沿著 圍繞著 附著 理論著眼 結合著力 隨著作物",
        "着力 着眼 着手 沿着 围绕着 附着 理论着眼 结合着力 随着作物",
    ),
    "著": (
        "顯著 著名 著作權 論著 卓著 著稱 編著者 土著",
        "显著 著名 著作权 论著 卓著 著称 编著者 土著",
    ),
    "乾": ("乾淨 乾熄焦 乾隆 乾坤 乾縣 乾潭鎮 乾安縣", "干净 干熄焦 乾隆 乾坤 乾县 乾潭镇 乾安县"),
    "征于了": ("徵求 特徵 關於 於潛鎮 瞭解 瞭望", "征求 特征 关于 於潜镇 了解 瞭望"),
    "借后": ("憑藉 藉助 狼藉 慰藉 皇后 今後", "凭借 借助 狼藉 慰藉 皇后 今后"),
    "复": ("覆蓋 恢復 複雜 批覆 覆土", "覆盖 恢复 复杂 批复 覆土"),
    "准": ("批准 標準 準入 凖備", "批准 标准 准入 准备"),
    "制系": ("製造 製氫 體制 關係 聯繫 體系", "制造 制氢 体制 关系 联系 体系"),
    "台只": ("平臺 舞臺 檯面 祇有 衹能 神祇 船隻", "平台 舞台 台面 只有 只能 神祇 船只"),
    "账": ("臺帳 帳戶 轉帳 臺賬 帳篷 蚊帳", "台账 账户 转账 台账 帐篷 蚊帐"),
    "熔炉": ("鎔煉 熱鎔 朱鎔基 高鑪 爐竈", "熔炼 热熔 朱镕基 高炉 炉灶"),
    "矿焊碱": ("鑛山 銲接 鹽堿地 堿渣 隄防", "矿山 焊接 盐碱地 碱渣 堤防"),
    "字形": ("淸潔 旣有 增値 敎育 硏究 槪算", "清洁 既有 增值 教育 研究 概算"),
    "地区用词": ("資訊 軟體 網路 計程車 迴圈", "资讯 软体 网路 计程车 回圈"),
}


@pytest.mark.parametrize(("traditional", "simplified"), WORDS.values(), ids=WORDS)
def test_words_become_what_plans_write(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


def test_the_table_of_exceptions_is_one_for_one_and_needed() -> None:
    table = (Path(__file__).parents[1] / "corpus" / "traditional.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()]
    assert len({row[0] for row in rows}) == len(rows)
    for word, simplified, reason in rows:
        assert len(word) == len(simplified) and reason
        assert to_simplified(word) == simplified


def test_a_simplified_text_is_left_as_it_is() -> None:
    text = "乾隆年间的蚊帐与著作\n台账、覆盖、瞭望塔、慰藉"
    assert clean_text(text) == text


def test_a_traditional_quotation_in_a_simplified_text_is_converted() -> None:
    plain = "墨渠市建设节水型园区，完善渠系管护办法。" * 20
    quoted = "「應當優先發展節水農業，並對園區內環境設備實行統一標準與監測」"
    cleaned = clean_text(f"{plain}\n{quoted}\n見附圖\n{plain}").split("\n")
    assert cleaned == [
        plain,
        "「应当优先发展节水农业，并对园区内环境设备实行统一标准与监测」",
        "見附圖",
        plain,
    ]


# --- the real plan ----------------------------------------------------------------------------


@pytest.mark.skipif(not PLAN.is_file(), reason="the five real plans are not in ../shared/corpus")
def test_the_damaged_plan() -> None:
    raw = PLAN.read_text(encoding="utf-8")
    cleaned = clean(raw)
    found = sorted((spot.line, spot.after) for spot in cleaned.repaired)
    assert found == [
        (2, "熱能"),
        (18, "氫電動重卡擴"),
        (20, "氫氣制取"),
        (20, "爐"),
        (21, "。科學"),
        (29, "實現"),
        (29, "專項行動,深入實施產"),
        (31, "模化應"),
        (32, "爐"),
        (32, "爐"),
        (38, "。科學"),
        (40, "熱能"),
        (43, "模化"),
        (44, "。科學"),
        (44, "晉"),
        (47, "模化養"),
        (57, "模化"),
        (58, "模化"),
        (61, "。科學"),
    ]
    assert [spot.line for spot in cleaned.damaged] == [47]
    assert damaged_spots(cleaned.text) == 1
    assert cleaned.text.count("\n") == raw.count("\n")
    # The strays before the title still name what they repeat.
    assert all("重复" in left.reason for left in parse_file(PLAN).left_out)
