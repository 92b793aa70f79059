"""The form island as it is shipped, in Chromium without a service, judging many submissions in one go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

DIST = Path(__file__).parents[2] / "workflow_service" / "static" / "dist"
ORIGIN = "http://forms.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
ABREAST = 6

# What the task page does, for each submission: fill the form, let it settle, send.
JUDGE = """async ([schema, setting, submissions]) => {
  const { answers, listErrors, openForm, settled, submission } = await import('/%(js)s');
  const one = async data => {
    const host = document.createElement('div');
    document.body.append(host);
    const form = await openForm(host, { schema, setting, data });
    await settled(form);
    const { errors } = form.submit();
    const found = listErrors(form, errors).map(({ path, texts }) => [path, texts]);
    const written = answers(form);
    const answer = { errors: Object.fromEntries(found), loose: form.loose, written, clean: submission(form) };
    form.destroy();
    host.remove();
    return answer;
  };
  const out = [];
  for (let at = 0; at < submissions.length; at += %(abreast)d) {
    out.push(...await Promise.all(submissions.slice(at, at + %(abreast)d).map(one)));
  }
  return JSON.stringify(out);
}"""


class FormPage:
    """One browser page in one language and time zone."""

    def __init__(self, browser: Browser, language: str, zone: str = "Europe/Copenhagen") -> None:
        self.manifest = json.loads((DIST / "manifest.json").read_text())
        self.page: Page = browser.new_page(timezone_id=zone, locale="en-US")
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda note: self.faults.append(note.text) if note.type == "error" else None)
        self.page.route(f"{ORIGIN}/**", self._serve)
        self.page.goto(f"{ORIGIN}/{language}")

    def _serve(self, route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        headers = {"Content-Security-Policy": POLICY}
        if len(name) == 2:
            body = f'<!doctype html><html lang="{name}"><title>Forms</title><div id="announcer"></div></html>'
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        else:
            file = DIST / name
            route.fulfill(path=file, content_type=TYPES[file.suffix], headers=headers)

    def judge(self, schema: Any, setting: Any, data: list[Any]) -> list[Any]:
        """For each `data`: the faults by path, those without a field, what is written, what is sent."""
        script = JUDGE % {"js": self.manifest["form-viewer"]["js"], "abreast": ABREAST}
        return list(json.loads(self.page.evaluate(script, [schema, setting, data])))
