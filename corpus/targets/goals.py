"""Whether a figure is something to reach, by the words around it."""

import re
from dataclasses import dataclass

from corpus.targets.indicators import brings_about, governs, names_level
from corpus.targets.quantities import Quantity

_CHANGE = (
    "下降|降低|减少|压减|压降|削减|净减|缩短|压缩|缩减|提高|提升|增长|增加|上升|净增|递增|扩大|翻"
)
_LEVEL = (
    rf"(?:{_CHANGE}|增|升|降|减|压|提|缩|改|调整|回落)(?:到|至|为)|(?<!发)达到?|(?<![行作成认])为|占到?|突破|"
    r"(?:控制|稳定|保持|维持|限制)在?|实现|(?<![得直签看])到|至(?!少)|接近"
)
_BOUND = (
    "不得?(?:低|少|高|大|小|多|超)[于过出]|(?:低|少|高|大|小|多|优)于|超过|超出|(?<!赶)超|"
    "至少|最多|[≥≤<>＜＞]=?"
)
_SOFT = (
    "力争|争取|确保|努力|原则上|基本|(?<![节制合大公契预])约|大约|(?<![附邻])近|预计|累计|"
    "年均|每年|左右|上下"
)
_PLAIN = (
    "分别|均|进一步|稳步|逐步|持续|大幅|全部|总体|应当?|(?<!内)需|合计|总计|共计|总共|将|再|各|"
    "剩余|其余|的|了|也|就|时"
)
_TAIL = re.compile(
    rf"(?:(?P<change>{_CHANGE})|(?P<level>{_LEVEL})|(?P<bound>{_BOUND})|(?P<soft>{_SOFT})|"
    rf"(?P<plain>{_PLAIN})|每(?P<per>千瓦时|度电|公斤|千克|吨|平方米|立方米|万元|亩|户|人))[\s:：]*$"
)
_ANY_SOFT = re.compile(
    "力争|争取|原则上|基本|预计|年均|每年|累计|大约|"
    "(?<![前每近第续过隔去上])[两二三四五六七八九十]年内?(?![期级生底末])"
)
_MEANT = re.compile("力争|争取|累计|.年内?")
#: 提高新能源车比例至20%, 将煤炭消费控制在…: the verb stands before the thing.
_VERB_FIRST = re.compile(
    rf"^(?:[^，,]{{0,6}}?(?:将|把|使))?(?P<verb>{_CHANGE}|控制|稳定|保持|维持)(?P<thing>.+)$"
)
_POST = re.compile(
    r"(?P<soft1>余|多|左右|上下)?(?P<bound>及?以上|及?以下|以内|之内|内(?=[，,。；;、）)]|$))?"
    r"(?P<soft2>左右)?(?P<nature>[（(\[【](?:约束性|预期性)(?:指标)?[)）\]】])?"
)

#: Words under which a figure is a fact of the past, a subsidy or a budget.
_NEVER = re.compile(
    r"已建|已经|已[有达完累投]|目前|现有(?!林|的)|》中?(?:提出|明确|规定)|截至|奖励|补贴|补助|奖补|加价|下调|罚款|贴息|抽调|投资额|总投资|"
    r"计划投资|完成投资|估算|列支|超出|基数|分担(?!率)|注册资|折旧|扣减|处罚|最高(?!.{0,4}(?:负荷|气温|温度|水位))|资助|专项资金|科研经费|消费券|利率|费率|(?:建成|投产|投运|达产)后|按[^，]{0,10}$"
)
#: Clauses that say to whom or under which condition a rule applies.
_RULE = re.compile(
    r"^[^，,]{0,2}?(?:对(?!标)|按照?|针对|凡|若|如(?!期)|依托|(?<!年)利用|围绕|在(?=$|[一二两三四五六七八九十\d])|"
    r"以(?![上下内]|[^，]{1,16}(?:替代|代替|置换))|根据|执行)"
)
_PUSHES = re.compile(
    "推进|推动|加快|支持|鼓励|引导|申报|前期|谋划|研究|论证|依托|启动|依据|位于|总长|全长|占地|[年日](?:产|处理|加工|捕集)"
)
_BUILT = re.compile(r"(?:建设|新建|敷设|铺设|整治|扩建|改建|布设)")
_WORKS = re.compile(rf"{_BUILT.pattern}|改造|安装|加装|配备|更新")
_PROJECT = re.compile(
    r"^[^，,。；;、]{0,24}?(?:项目|工程|电站|机组|线路|电厂|基地|园|装置|锅炉|船|码头|公路|铁路|管线|生产线|中心)"
)
DONE = re.compile(
    r"建成|达到|完成|实现|使用|采用|创建|成为|通过|开展|纳入|接入|更换|安装|进入|创成|获评|配备|应用|执行|覆盖"
)
#: 覆盖全市60%的行政村.
_COVERS = re.compile("(?:覆盖|惠及)(?:到|了|全[省市县区])?$")
#: 利用率50%目标要求.
TO_AIM = re.compile("^的?(?:目标|任务|要求|指标|水平)+$")
_AIMED = re.compile("(?:努力|力争|争取|全面|基本)*(?:实现|确保)")
#: What is counted in these is a matter of wording, unless a time is set: 5类产品, 三项制度.
_LOOSE = frozenset("类 项 种 条 批 次 款 部 组 期 例".split())
#: 公示不少于5个工作日 rules how a thing is done; 办理时间压缩到5个工作日 is a goal.
_PROCEDURE = re.compile(
    "公示|公告|公开|征求|听证|报送|报告|备案|答复|反馈|受理|提前|有效期|任期|期限"
)
#: 形成不少于20天的应急保障能力.
_ABLE = re.compile("的.{0,10}(?:能力|规模)$")
_SIZES = re.compile("^(?:千伏(?!安)|kV|蒸吨|℃|摄氏度|伏|分贝)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The words left of a figure: what it is of, how it compares, with what reserve."""

    subject: str
    comparator: str
    bound: str
    qualifiers: tuple[str, ...]
    per: str


@dataclass(frozen=True, slots=True)
class Post:
    """The words right after a figure: 以上左右（约束性）."""

    end: int
    bound: str
    qualifiers: tuple[str, ...]
    nature: str


def read_head(words: str) -> Head:
    """Takes comparators and qualifiers off the end of ``words``; a change outranks a level."""
    kept: dict[str, str] = {}
    rest = words.rstrip(" ：:\u3000")
    while match := _TAIL.search(rest):
        name = match.lastgroup or ""
        if name == "change" and not rest[: match.start()] and "level" in kept:
            break
        kept[name] = match[name]
        rest = rest[: match.start()]
    level = kept.get("level", "")
    if rest.endswith("新增") and names_level(rest[:-2]) and not kept.keys() & {"change", "level"}:
        rest, kept["change"] = rest[:-2], "新增"  # 处理能力新增500吨/日
    first = _VERB_FIRST.match(rest) if level in ("到", "至", "为") else None
    if rest.endswith("在") and level == "" and (first := _VERB_FIRST.match(rest[:-1])):
        level = "在"
    if first:
        rest, level = first["thing"], first["verb"] + level
    qualifiers = tuple(dict.fromkeys(_ANY_SOFT.findall(words)))
    if kept.get("soft", "") in ("约", "近", "大约") and kept["soft"] not in qualifiers:
        qualifiers = (*qualifiers, kept["soft"])
    return Head(
        rest, kept.get("change") or level, kept.get("bound", ""), qualifiers, kept.get("per", "")
    )


def read_post(text: str, start: int) -> Post:
    """What follows a figure that ends at ``start``."""
    match = _POST.match(text, start)
    assert match is not None
    soft = tuple(word for word in (match["soft1"], match["soft2"]) if word)
    nature = re.sub(r"\W|指标", "", match["nature"] or "")
    return Post(match.end(), (match["bound"] or "").removeprefix("及"), soft, nature)


def compare(level: str, bound: str) -> tuple[str, tuple[str, ...]]:
    """The comparator of a figure, and the bound where that is not it: a qualifier.

    A change outranks a bound, a bound a level reached: 下降65%以上 is 下降, with 以上 to qualify
    it; 达到20%以上 is 以上.
    """
    if not bound or not level:
        return bound or level, ()
    if re.search(r"[到至为在达占]$|达到|实现|突破|接近", level):
        return bound, ()
    return level, (bound,)


def is_goal(
    quantity: Quantity,
    head: Head,
    post: Post,
    clause: str,
    after: str,
    *,
    due: bool,
    beside: bool,
    listed: bool,
    boxed: bool,
) -> bool:
    """Whether a figure is a target.

    ``clause`` is its clause up to the figure, ``after`` the words from it to the next mark;
    ``due`` says that a period governs it, ``beside`` that the figure before it is a target,
    ``listed`` that only 、 parts them, ``boxed`` that the text lists projects.
    """
    compared = bool(head.comparator or head.bound)
    if _NEVER.search(clause) or re.search("奖补|补助|补贴|奖励|扣减", after):
        return False
    after = TO_AIM.sub("", after)
    if after.startswith(("级", "/", "×", "+")) or after == "的" or re.match("以[上下]", after):
        return False
    share = (
        quantity.kind == "percent"
        and DONE.search(after) is not None
        and not re.search("超过|低于|高于|未达|不足", clause)
    )
    if quantity.kind == "percent" and after and _COVERS.search(head.subject):
        share = share or due or bool(post.bound)
    if (
        after.startswith("的")
        and not re.match("的(?:目标|水平|要求|任务|能力|规模)", after)
        and not (compared and _ABLE.match(after))
        and not share
    ):
        return False
    if quantity.kind in ("time", "bare") or _SIZES.match(quantity.unit):
        procedural = quantity.unit in ("工作日", "日") or _PROCEDURE.search(clause)
        if not compared or _RULE.match(clause) or (procedural and not head.comparator):
            return False
        return bool(head.subject or beside) and (not after or _ABLE.match(after) is not None)
    # 一个县 is an article more often than a count; 翻一番 and 提高一倍 are not
    one = quantity.spelled and quantity.kind == "counted" and quantity.value == "1"
    if one and not head.bound and quantity.unit not in ("番", "倍"):
        return False
    if quantity.unit == "次" and re.search("每[年季月周]", clause + "".join(head.qualifiers)):
        return False  # 每年检查2次 is how often, not how far
    sized = boxed and not (compared or due or post.bound or head.qualifiers)
    if sized and quantity.kind != "percent" and _WORKS.search(clause):
        return False  # 改造泊位40个 in a box is how large the project is
    if compared:
        return _compared_goal(quantity, head, after, clause, beside)
    if _RULE.match(clause) and not share:
        return False
    if quantity.spelled and quantity.kind == "counted" and (quantity.value == "1" or not due):
        return bool(post.bound)
    return _plain_goal(
        quantity, head, post, clause, after, due=due, beside=beside, listed=listed, share=share
    )


def _compared_goal(quantity: Quantity, head: Head, after: str, clause: str, beside: bool) -> bool:
    if _RULE.match(clause) and not names_level(head.subject):
        return False
    if not head.subject and not beside:
        return bool(after) and quantity.kind != "percent" and head.comparator != "为"
    if after and quantity.kind == "counted" and head.comparator == "为":
        return False  # 3座旧炉整合为1座新炉
    if after and quantity.kind == "measured":
        # 产值超百亿元企业3家: the figure says which, the count is the target
        return not head.bound and not _PROJECT.match(after)
    return True


def _plain_goal(
    quantity: Quantity,
    head: Head,
    post: Post,
    clause: str,
    after: str,
    *,
    due: bool,
    beside: bool,
    listed: bool,
    share: bool,
) -> bool:
    verb = brings_about(head.subject)
    adjacent = governs(head.subject)
    meant = due or any(_MEANT.fullmatch(word) for word in head.qualifiers)
    firm = meant or bool(post.bound)
    if quantity.kind == "percent":
        parted = not head.subject or bool(post.bound) or listed or head.subject.startswith("其中")
        aimed = _AIMED.match(head.subject) is not None
        known = due or beside or aimed or bool(post.bound) or quantity.value == "100"
        # 新能源重卡占新增重卡的55%
        ratio = re.search("(?:占|达到|相当于).{2,}$", head.subject)
        named = ((ratio or names_level(head.subject)) and known) or (beside and parted)
        return share or (bool(named) and not after)
    pushed = _PUSHES.search(head.subject or ("" if listed else clause))
    comes_last = pushed and (verb is None or pushed.end() >= verb.start())
    if comes_last and not (firm and (verb or DONE.search(after))):
        return False
    if adjacent and after:
        if quantity.kind == "measured" and post.bound == "以下":
            return False  # 推广3吨以下货车 says which
        if quantity.kind == "measured" and _PROJECT.match(after):
            return False
        if quantity.unit == "元" or quantity.unit in _LOOSE:
            return firm
        return firm or quantity.kind == "counted" or not _BUILT.search(head.subject)
    if after and head.subject and not (quantity.kind == "counted" and DONE.search(after)):
        return False
    if quantity.kind == "measured" and _BUILT.search(head.subject) and not firm:
        return False
    if not head.subject:
        return beside if not after else (firm or beside) and quantity.kind == "counted"
    return verb is not None or meant or beside or (bool(post.bound) and quantity.kind == "counted")
