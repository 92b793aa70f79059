"""`Idempotency-Key` on writes: a repeated key gets the first answer again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, make_response, request

from workflow_service.errors import Malformed
from workflow_service.http.unit import current_uow
from workflow_service.store import idempotency
from workflow_service.store.idempotency import Answer

View = TypeVar("View", bound=Callable[..., Any])

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def idempotent(view: View) -> View:
    """For views directly under `permission`: same key and same request, same answer, done once. Another
    request under the same key is 422. Only successes are kept: a refused request may be corrected."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Malformed(
                "idempotency_key_malformed",
                "Idempotency-Key skal have 1 til 200 synlige tegn uden mellemrum.",
                "The Idempotency-Key must have 1 to 200 visible characters without spaces.",
            )
        uow = current_uow()
        user_id = uow.actor.user_id or ""
        first = idempotency.claim(uow, user_id, key, _fingerprint())
        if first is not None:
            return Response(first.body, first.status, mimetype="application/json")
        response = make_response(view(*args, **kwargs))
        idempotency.remember(uow, user_id, key, Answer(response.status_code, response.get_data()))
        return response

    # read by the API document: see api.blueprint
    wrapper._apidoc = {**getattr(wrapper, "_apidoc", {}), "oef_idempotent": True}  # type: ignore[attr-defined]
    return wrapper  # type: ignore[return-value]


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype == "multipart/form-data":
        # the boundary differs from one sending to the next, the files do not
        for name, file in sorted(request.files.items(multi=True), key=lambda f: (f[0], f[1].filename or "")):
            digest.update(f"{name}/{file.filename}\n".encode())
            digest.update(hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
        digest.update(repr(sorted(request.form.items(multi=True))).encode())
    else:
        digest.update(request.get_data(cache=True))
    return digest.hexdigest()
