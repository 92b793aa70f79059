"""A window of the browser, as one person has it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from workflow_service.app.demonstration import PASSWORD

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# a machine with much to do; nothing waits for it that is there
PATIENCE = 30_000
NOTES = """addEventListener('securitypolicyviolation',
  e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"""
# pages without a barrier, looked at once a run
KNOWN_KINDS: set[str] = set()


class Window:
    """A window of one person. `faults` collects what the console and the content policy complain about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        page.add_init_script(NOTES)
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.set_default_timeout(PATIENCE)

    def enter(self, login: str) -> Window:
        self.page.goto(f"{self.address}/login")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main .btn-main")
        self.page.wait_for_selector("nav.side-menu", state="attached")
        return self

    def open(self, path: str) -> Window:
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self) -> Window:
        """Waits until every island of the page stands."""
        hosts = self.page.locator("[data-island]")
        for number in range(hosts.count()):
            self.page.wait_for_selector(f"[data-island] >> nth={number} >> visible=true")
        if hosts.count():
            self.page.wait_for_selector('[data-island][data-ready="yes"]')
        return self

    def resize(self, width: int) -> Window:
        self.page.set_viewport_size({"width": width, "height": 900})
        return self

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.1 A and AA."""
        session = self.page.context.new_cdp_session(self.page)
        # the page's policy forbids it a script of ours, the debugger may
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        session.detach()
        found: list[str] = self.page.evaluate(
            """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r =>
               r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))"""
        )
        return found

    # -- what is seen ----------------------------------------------------------------------------

    def text(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("main")

    def sees(self, *words: str) -> None:
        found = self.text()
        missing = [one for one in words if one not in found]
        assert not missing, (missing, found)

    def beside(self) -> list[str]:
        """What the page says beside the fields of its form."""
        return self.page.locator(".fjs-form-field-error").all_inner_texts()

    def row(self, task_id: str) -> Locator:
        """The line of this task in a list of tasks."""
        return self.page.locator(f"#t-{task_id}")

    def shows(self, kind: str) -> None:
        """A page of a kind that is seen for the first time has no barrier."""
        if kind not in KNOWN_KINDS:
            assert self.barriers() == [], kind
            KNOWN_KINDS.add(kind)

    def offered(self, label: str) -> list[str]:
        """What the list of this question has to choose from."""
        field = self.page.locator(".fjs-form-field-select", has_text=label).first
        field.locator("input, select").first.click()
        return field.locator("option, [role=option]").all_inner_texts()
