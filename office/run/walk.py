"""The main job through real HTTP: everybody signs in with a password and uses the forms a browser uses."""

import json
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from office.run.browser import Browser, Page, Unexpected
from office.run.demo.people import people, username_of
from office.run.demo.samples import sample
from office.run.demo.scenario import APPLICANT, MATTERS, Scenario, Step, read_scenario
from office.run.embedded.process import CannotStart
from office.run.settings import Settings
from office.run.up import free_port, running

PATIENCE = 60.0  # seconds that jobs (rendering, sealing) may take before somebody gives up
OUTCOMES = {
    "granted": "准予",
    "refused": "不予",
    "not-accepted": "不予受理",
    "verified": "已核验",
    "done": "已核验",
}
DEMONSTRATIONS = {
    1: MATTERS / "open-restaurant/scenarios/demonstration-1.yaml",
    2: MATTERS / "open-restaurant/scenarios/demonstration-2.yaml",
}


def demonstrate(settings: Settings, *, number: int, as_json: bool) -> int:
    """Start a house of its own, walk the demonstration, print what came of it; return the exit code."""
    settings = replace(settings, port=free_port())
    settings = replace(settings, public_url=f"http://{settings.host}:{settings.port}")
    scenario = read_scenario(DEMONSTRATIONS[number])
    try:
        with running(settings, say=_say, example_cases=False) as house:
            walk = Walk(house.url, scenario, settings.home / "documents", _say)
            result = walk.to_the_end()
            walk.close()
    except (Unexpected, CannotStart, OSError) as error:
        traceback.print_exc(file=sys.stderr)
        result = {
            "ok": False,
            "case": "",
            "result": "",
            "members": [],
            "receipt": "",
            "error": str(error),
        }
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print_table(result)
    return 0 if result["ok"] else 1


class Walk:
    """One scenario over HTTP: each person has a browser of their own and sees nothing but pages."""

    def __init__(
        self, base: str, scenario: Scenario, documents: Path, say: Callable[[str], None]
    ) -> None:
        self.base, self.scenario, self.documents, self._say = base, scenario, documents, say
        self._browsers: dict[str, Browser] = {}
        self.number = ""

    def to_the_end(self) -> dict[str, Any]:
        """File, take every step, wait for the end; return the result as the pages show it."""
        self.file()
        for step in self.scenario.steps:
            self.take(step)
        self.wait_for_the_end()
        result = self.read_back()
        self._say(f"结果：{result['result']}")
        return result

    def file(self) -> str:
        """Answer the questions, fill in the form, submit; return the case number."""
        scenario, browser = self.scenario, self._browser(self.scenario.applicant)
        self._say(f"{scenario.applicant} 回答问题并填写申请表")
        page = browser.get(f"/matters/{scenario.matter}/questions")
        page = browser.submit(
            page, page.form("/needs"), {**scenario.answers, "region": scenario.region}
        )
        page = browser.submit(page, page.form("/drafts"))
        address = page.url
        self._await(lambda: "正在获取" not in browser.get(address).text, "登记信息")
        page = browser.get(address)
        files = {_slot(page, slot): sample(kind) for slot, kind in scenario.attachments.items()}
        page = browser.submit(
            page, page.form(button="do=submit"), scenario.values, files=files, button="do=submit"
        )
        if "/cases/" not in page.url:
            raise Unexpected(f"申请没有被接收 not submitted: {page.problems()}")
        self.number = page.url.rsplit("/", 1)[-1]
        self._say(f"已提交，办件编号 {self.number}")
        return self.number

    def take(self, step: Step) -> None:
        """Let the right person take one step."""
        if step.by == APPLICANT:
            self._supplement(step)
            return
        username = username_of(step.role, step.department, self.scenario.region)
        browser = self._browser(username)
        page = self._await(
            lambda: self._task(browser, step), f"{step.member or '办件'} {step.task}"
        )
        values: dict[str, Any] = {"opinion": step.opinion}
        if step.points:
            values["point"] = list(step.points)
        values |= {f"item-{item['point']}": item["text"] for item in step.items}
        page = browser.submit(
            page, page.form(button=f"do={step.outcome}"), values, button=f"do={step.outcome}"
        )
        if page.tree.xpath("//button[@name='confirm']"):  # the decision as it will be sealed
            page = browser.submit(page, page.form(button="confirm=yes"), button="confirm=yes")
        if page.status >= 400:
            raise Unexpected(
                f"{username} {step.task} {step.outcome}: {page.problems() or page.text[:300]}"
            )
        self._say(f"{username} {step.member or self.scenario.matter} {step.task} → {step.outcome}")

    def wait_for_the_end(self) -> None:
        """Look at the case's page until it says that the case is closed."""
        self._await(lambda: self._case().tree.xpath("//*[@data-closed='true']"), "办结")

    def read_back(self) -> dict[str, Any]:
        """Read the end from the applicant's page, download every outcome and verify it on the open page."""
        page = self._case()
        members = [
            self._member(row)
            for row in page.tree.xpath("//*[@data-member]")
            if row.get("data-outcome")
        ]
        result = page.tree.xpath("string(//*[@data-result]/@data-result)")
        receipt = self._paper(page, "receipt")
        self._paper(page, "delivery")
        expected = self.scenario.expect
        ok = result == expected["outcome"] and all(
            one["document"] is None or one["document"]["valid"] for one in members
        )
        for code, outcome in (expected.get("members") or {}).items():
            got = next((one for one in members if one["matter"] == code), None)
            ok = ok and (
                got is None
                if outcome is None
                else got is not None and got["outcome"] == OUTCOMES[outcome]
            )
        return {
            "ok": ok,
            "case": self.number,
            "result": result,
            "members": members,
            "receipt": receipt,
        }

    def close(self) -> None:
        """Close everybody's browser: a server waits for open connections when it stops."""
        for browser in self._browsers.values():
            browser.close()

    def _member(self, row: Any) -> dict[str, Any]:
        found = row.xpath(".//*[@data-document][@data-kind='result' or @data-kind='refusal']")
        return {
            "matter": row.get("data-member"),
            "department": row.get("data-department"),
            "promised_days": int(row.get("data-promised")),
            "outcome": row.get("data-outcome"),
            "document": self._document(row.get("data-member"), found[-1]) if found else None,
        }

    def _document(self, matter: str, row: Any) -> dict[str, Any]:
        content = self._browser(self.scenario.applicant).download(
            f"/documents/{row.get('data-document')}"
        )
        file = self._keep(f"{matter}.pdf", content)
        return {
            "number": row.get("data-number"),
            "identifier": row.get("data-identifier") or None,
            "file": str(file),
            "valid": self._verify(file.name, content),
        }

    def _verify(self, name: str, content: bytes) -> bool:
        visitor = self._browsers.setdefault("", Browser(self.base))  # anybody can verify
        page = visitor.get("/open/verify")
        form = next(form for form in page.tree.forms if form.xpath(".//input[@type='file']"))
        field = form.xpath("string(.//input[@type='file']/@name)")
        page = visitor.submit(page, form, files={field: (name, content, "application/pdf")})
        return page.status == 200 and bool(
            page.tree.xpath("//*[contains(@class, 'verdict-green')]")
        )

    def _paper(self, page: Page, layout: str) -> str:
        found = page.tree.xpath(f"//*[@data-document][@data-kind='{layout}']/@data-document")
        if not found:
            return ""
        content = self._browser(self.scenario.applicant).download(f"/documents/{found[-1]}")
        return str(self._keep(f"{layout}.pdf", content))

    def _keep(self, name: str, content: bytes) -> Path:
        folder = self.documents / self.number
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return (folder / name).absolute()

    def _supplement(self, step: Step) -> None:
        browser = self._browser(self.scenario.applicant)
        self._await(
            lambda: self._case().tree.xpath("//a[contains(@href, '/supplement')]"), "补正告知"
        )
        page = browser.get(f"/cases/{self.number}/supplement")
        files = {_slot(page, slot): sample(kind) for slot, kind in step.attachments.items()}
        page = browser.submit(
            page, page.form(button="do=submit"), step.values, files=files, button="do=submit"
        )
        if page.url.endswith("/supplement"):
            raise Unexpected(f"补正没有被接收 supplement not taken: {page.problems()}")
        self._say(f"{self.scenario.applicant} 提交补正")

    def _task(self, browser: Browser, step: Step) -> Page | None:
        """Return the page of the open task, found in the inbox as its people find it."""
        inbox = browser.get("/inbox")
        short = self.number[-12:]
        for row in inbox.tree.xpath("//a[@data-task]"):
            if row.get("data-element") != step.task or step.member not in {
                "",
                row.get("data-matter"),
            }:
                continue
            if row.get("data-root")[-12:] == short:
                return browser.get(f"/inbox/tasks/{row.get('data-task')}")
        return None

    def _case(self) -> Page:
        return self._browser(self.scenario.applicant).get(f"/cases/{self.number}")

    def _browser(self, username: str) -> Browser:
        if username not in self._browsers:
            self._browsers[username] = Browser(self.base)
            self._browsers[username].sign_in(username, people()["password"])
        return self._browsers[username]

    def _await(self, look: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Unexpected(f"等不到 waited in vain for: {what}")
            time.sleep(0.25)  # a page costs the server more than the wait costs us


def _slot(page: Page, slot: str) -> str:
    name = "file-" + slot.replace(".", "-")
    if not page.tree.xpath(f"//input[@type='file'][@name='{name}']"):
        raise Unexpected(f"没有这份材料 no material {slot}")
    return name


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def _print_table(result: Mapping[str, Any]) -> None:
    console = Console()
    if console.width < 120:  # numbers stay whole, also in a pipe
        console = Console(width=120)
    table = Table(title=f"办件 {result['case']}　{result['result']}")
    for heading in ("事项", "部门", "承诺（工作日）", "结果", "文号 / 编号", "核验"):
        table.add_column(heading)
    for one in result["members"]:
        paper = one["document"]
        table.add_row(
            one["matter"],
            one["department"],
            str(one["promised_days"]),
            one["outcome"],
            paper["number"] if paper else "—",
            ("有效" if paper["valid"] else "无效") if paper else "—",
        )
    console.print(table)
    console.print(f"文件 files: {Path(result['receipt']).parent if result['receipt'] else '—'}")
    if not result["ok"]:
        console.print("[red]演示没有按预期结束 the demonstration did not end as expected[/red]")
