"""Judging at the terminal: one pooled measure after the other, a key for each grade."""

from pathlib import Path

from evals.judge import GRADES, OwnSet, Pooled, pool
from index import Library
from qa import region_name

_HEAD = 300


def judge_on_terminal(
    library: Library, folder: Path, text: str, stratum: str = "topic", depth: int = 10
) -> None:
    """Pools a question's measures and asks for a grade of each; every answer is kept at once.

    Raises:
        CewenError: see ``OwnSet`` and ``pool``.
    """
    pooled = pool(library, text, depth)
    own = OwnSet(folder)
    query = own.question(text, stratum)
    left = own.unjudged(query, pooled)
    print(f"问题 {query.id}：{query.text}")
    print(
        f"合并得到 {len(pooled)} 条，已判 {len(pooled) - len(left)} 条。按地址排列，不按相关程度。"
    )
    for grade, meaning in GRADES.items():
        print(f"  {grade}  {meaning}")
    print("  q  先停在这里，判过的都已保存；同一问题再来一次就接着判")
    for number, one in enumerate(left, start=1):
        print(f"\n[{number}/{len(left)}] {_told(library, one)}")
        typed = _grade()
        if typed is None:
            break
        own.judge(query, one.measure.id, typed)
    grades = own.read().grades.get(query.id, {})
    answers = sum(grade > 0 for grade in grades.values())
    print(f"\n{query.id} 已判 {len(grades)} 条，其中 1 级以上 {answers} 条，存于 {folder}。")
    if grades and not answers and query.expects_answer:
        print(
            "没有一条答得上，这题不计分；确认文库没有答案的话，"
            f"请把 {folder / 'queries.jsonl'} 里它的 stratum 改为 unanswerable。"
        )


def _told(library: Library, one: Pooled) -> str:
    """A measure for the judge: where it stands and how it begins, not who found it how high."""
    measure = one.measure
    region = region_name(library.document(measure.doc_id))
    head = measure.text[:_HEAD] + ("…" if len(measure.text) > _HEAD else "")
    return f"{region}　{' › '.join(measure.path)}\n{measure.id}\n{head}"


def _grade() -> int | None:
    """The grade typed; None when the judge stops, or there is no more input."""
    while True:
        try:
            typed = input("级别（2/1/0，q 停）：").strip().lower()
        except EOFError:
            return None
        if typed == "q":
            return None
        if typed in map(str, GRADES):
            return int(typed)
        print("请输入 2、1、0 或 q。")
