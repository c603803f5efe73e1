"""Security headers of every answer."""

from flask import Response, g

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: Bootstrap's own form marks
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)

EDITORS = "style-src-attr 'unsafe-inline'"


def let_editors_style() -> None:
    """Let this answer's page set style attributes: bpmn-js and dmn-js place their elements so, and nothing else may."""
    g.editor_styles = True


def protect(response: Response, *, secure: bool) -> Response:
    """Add the headers; pages with personal data are never kept by a cache."""
    headers = response.headers
    policy = f"{POLICY}; {EDITORS}" if g.get("editor_styles") else POLICY
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    headers.setdefault("Cache-Control", "no-store")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
