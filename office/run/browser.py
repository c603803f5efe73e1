"""What a browser without JavaScript does: follow links, fill forms, keep cookies. No way around a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from lxml import html
from lxml.html import FormElement, HtmlElement

File = tuple[str, bytes, str]  # name, content, media type
Values = Mapping[str, "str | Sequence[str] | bool"]


class Unexpected(Exception):
    """A page is not what a user would have expected here."""


@dataclass(frozen=True)
class Page:
    """An answer of the server: its address and the parsed document."""

    url: str
    status: int
    tree: HtmlElement

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    def form(self, action: str = "", *, button: str = "") -> FormElement:
        """Return the form whose action ends so, or that has a button of this name=value or text."""
        for form in self.tree.forms:
            if action and not (form.get("action") or self.url).split("?")[0].endswith(action):
                continue
            if button and not any(button in _button_words(b) for b in _buttons(form)):
                continue
            return form
        raise Unexpected(
            f"没有这个表单 no form {action!r} {button!r} on {self.url}: {self.problems() or self.text[:300]}"
        )

    def link(self, *, text: str = "", href: str = "") -> str:
        """Return the address of the first link with this text in it or this part in its address."""
        for link in self.tree.iter("a"):
            address = link.get("href") or ""
            if (
                (not text or text in " ".join(link.text_content().split()))
                and href in address
                and address
            ):
                return str(urljoin(self.url, address))
        raise Unexpected(f"没有这个链接 no link {text!r} {href!r} on {self.url}")

    def problems(self) -> list[str]:
        """Return the messages that the page shows about wrong fields."""
        found = self.tree.xpath("//*[contains(@class, 'invalid-feedback') or @role='alert']")
        return [" ".join(element.text_content().split()) for element in found]


class Browser:
    """One person's browser: cookies of their own."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._http = requests.Session()
        self._http.trust_env = False  # the server is on this machine: no proxy

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, address: str) -> Page:
        return self._page(self._http.get(urljoin(self.base, address), timeout=60))

    def download(self, address: str) -> bytes:
        answer = self._http.get(urljoin(self.base, address), timeout=60)
        if answer.status_code != 200:
            raise Unexpected(f"{answer.status_code} for {address}")
        return answer.content

    def submit(
        self,
        page: Page,
        form: FormElement,
        values: Values | None = None,
        *,
        files: Mapping[str, File] | None = None,
        button: str = "",
    ) -> Page:
        """Send the form as it stands with `values` filled in, pressing the named button."""
        fields = _filled(form, values or {})
        fields += _pressed(form, button)
        address = urljoin(page.url, form.get("action") or page.url)
        if (form.get("method") or "get").lower() == "get":
            return self._page(self._http.get(address, params=fields, timeout=60))
        if files or (form.get("enctype") or "").startswith("multipart"):
            parts: list[tuple[str, tuple[str | None, str | bytes, str | None]]] = [
                (name, (None, value, None)) for name, value in fields
            ]
            parts += [(name, file) for name, file in (files or {}).items()]
            return self._page(self._http.post(address, files=parts, timeout=60))  # type: ignore[arg-type]
        return self._page(self._http.post(address, data=fields, timeout=60))

    def sign_in(self, username: str, password: str) -> Page:
        page = self.get("/sign-in")
        page = self.submit(
            page, page.form("/sign-in"), {"username": username, "password": password}
        )
        if page.url.endswith("/sign-in"):
            raise Unexpected(f"{username} 登录失败 cannot sign in: {page.problems()}")
        return page

    def _page(self, answer: requests.Response) -> Page:
        if answer.status_code >= 500:
            raise Unexpected(f"{answer.status_code} from {answer.url}")
        document = html.fromstring(answer.content or b"<html></html>", base_url=answer.url)
        return Page(answer.url, answer.status_code, document)


def _filled(form: FormElement, values: Values) -> list[tuple[str, str]]:
    remaining = dict(values)
    fields: list[tuple[str, str]] = []
    seen: set[str] = set()
    for control in form.inputs:
        name = control.name
        if (
            not name
            or control.get("disabled") is not None
            or getattr(control, "type", "") in {"submit", "file"}
        ):
            continue
        if control.tag == "button":
            continue
        if name in values:
            if name not in seen:
                fields += _spelled(name, values[name], getattr(control, "type", ""), control)
                seen.add(name)
            remaining.pop(name, None)
        elif getattr(control, "type", "") in {"checkbox", "radio"}:
            if control.checked:
                fields.append((name, control.get("value") or "on"))
        elif control.tag == "select" and control.get("multiple") is not None:
            fields += [(name, option) for option in control.value]
        elif control.value is not None:
            fields.append((name, str(control.value)))
    if remaining:
        raise Unexpected(f"表单没有这些栏目 the form has no fields {sorted(remaining)}")
    return fields


def _spelled(name: str, value: object, kind: str, control: HtmlElement) -> list[tuple[str, str]]:
    if isinstance(value, bool):
        if kind == "checkbox":
            return [(name, control.get("value") or "on")] if value else []
        return [(name, "true" if value else "false")]
    if isinstance(value, list | tuple):
        return [(name, str(one)) for one in value]
    return [(name, str(value))]


def _pressed(form: FormElement, button: str) -> list[tuple[str, str]]:
    for control in _buttons(form):
        if not button or button in _button_words(control):
            name = control.get("name")
            return [(name, control.get("value") or "")] if name else []
    raise Unexpected(f"没有这个按钮 no button {button!r}")


def _buttons(form: FormElement) -> list[HtmlElement]:
    found: list[HtmlElement] = form.xpath(
        ".//button[not(@type) or @type='submit'] | .//input[@type='submit']"
    )
    if form.get("id"):
        found += form.getroottree().xpath(f"//button[@form='{form.get('id')}']")
    return found


def _button_words(button: HtmlElement) -> str:
    text = " ".join(button.text_content().split()) or button.get("value") or ""
    return f"{text} {button.get('name') or ''}={button.get('value') or ''}"
