"""One name for each responsible body, whatever a plan calls it and at whatever level it sits.

市发展改革委, 市发改委 and 区发改委 are 发展改革委: the same office of three governments. The names
as plans write them stay on the measure; this is what they are compared and asked for by.
"""

import re

#: Levels in front of a name: 市, 区, 省; 市场 and 市直 begin like one and are none.
_LEVEL = re.compile(r"^(?:各|本|自治区|(?!市场|市直|区直|县直|省直)[省市区县州盟旗]|国家)+(?=.{2})")
_PARTY = re.compile(
    r"^(?:自治区|[省市区县州盟旗])?委(?=宣传部|组织部|统战部|政法委|党校|网信办|[^员办]{2,4}办$)"
)
#: 各县（市、区）人民政府, 各县区政府, with the brackets already gone.
_SEVERAL_GOVERNMENTS = re.compile("(?:各[县市区旗]{1,4}|县级)(?:人民)?政府")
_BRACKETED = re.compile(r"[（(\[][^（()）\[\]]*[）)\]]")
_AND = "(?:和|与|及|、)?"
#: Standard name → what else it is called, without the level. Order counts: first match wins.
_NAMES: tuple[tuple[str, str], ...] = (
    ("发展改革委", f"(?:发展{_AND}改革|发改)(?:委员会|委|局)"),
    ("工业和信息化局", f"(?:工业{_AND}信息化|工信|经济{_AND}信息化|经信)(?:委员会|委|局|厅)"),
    ("住房和城乡建设局", f"(?:住房{_AND}城乡建设|住建)(?:委员会|委|局|厅)"),
    ("市场监督管理局", "市场(?:监督管理|监管)局|市监局"),
    ("城市管理局", f"(?:城市管理|城管)(?:{_AND}(?:综合)?(?:行政)?执法)?局|综合执法局|执法局"),
    (
        "自然资源局",
        f"自然资源局?{_AND}规划局|规划{_AND}自然资源局|自然资源(?:分局|局|厅)|自规局",
    ),
    ("公安局", "公安(?:分局|局)"),
    ("生态环境局", "生态环境(?:分局|局|厅)"),
    # Where stock farming leads (内蒙古), the same office is called 农牧局.
    ("农业农村局", f"农业农村(?:委员会|委|局|厅)|农牧业?局|农业{_AND}农村局"),
    ("林业和草原局", f"林业(?:{_AND}草原)?局|林草局"),
    ("文化和旅游局", f"文(?:化)?(?:{_AND}广(?:播|电))?{_AND}旅(?:游)?(?:{_AND}?广[电体])?[^委]?局"),
    ("人力资源和社会保障局", f"人力资源{_AND}社会保障局|人社局"),
    ("交通运输局", "交通(?:运输)?(?:委员会|委|局|厅)"),
    ("应急管理局", "应急(?:管理)?(?:局|厅)"),
    ("科学技术局", f"科(?:学)?技(?:术)?(?:局|厅|委)|科技{_AND}工业?信息化局"),
    ("国有资产监督管理委员会", "国资委|国有资产监督管理委员会"),
    ("机关事务管理局", "机关事务(?:管理局|(?:管理)?服务中心|中心|局)"),
    ("行政审批局", f"行政审批(?:{_AND}政务)?(?:服务)?(?:管理)?局|政务服务(?:管理)?局"),
    ("数据局", "(?:大?数据|政务数据)(?:资源)?(?:管理|发展)?局"),
    ("水利局", "水(?:利|务)(?:局|厅)"),
    ("教育局", "教育(?:委员会|局|厅)|教体局"),
    ("税务局", "(?:国家税务总局)?.*税务局"),
    ("人民银行", "(?:中国)?人民银行.*|人行.*"),
    ("金融监管局", "(?:国家)?金融(?:监管|监督管理).*局|.*银保监(?:分局|局)"),
    ("金融办", ".*金融(?:办|工作办公室|工作局|服务中心|管理局|发展局)"),
    ("供电公司", "(?:国网|南网|国家电网)?.*供电(?:分?公司|局)"),
    ("邮政管理局", "邮政(?:管理)?局"),
    ("妇女联合会", "妇联|妇女联合会"),
    ("供销合作社", "供销社|供销合作(?:总社|社|联社)"),
    ("共青团", "团[省市区县]?委|共青团.*"),
    ("碳达峰碳中和工作领导小组办公室", "(?:碳达峰碳中和|双碳).{0,6}(?:领导小组)?办公室|双碳办"),
)
_PATTERNS = tuple((standard, re.compile(pattern)) for standard, pattern in _NAMES)


def standard_body(name: str) -> str:
    """The standard name of a responsible body; one that the table does not hold, without level."""
    plain = _BRACKETED.sub("", name).strip("*＊ ")
    inner = _BRACKETED.search(name)
    if inner and inner[0][1:-1] == "金融办":
        return "金融办"  # 市政府办（金融办） is the office in the bracket
    plain = _PARTY.sub("", plain)
    if _SEVERAL_GOVERNMENTS.fullmatch(plain):
        return "县级人民政府"
    plain = _LEVEL.sub("", plain)
    for standard, pattern in _PATTERNS:
        if pattern.fullmatch(plain):
            return standard
    return plain
