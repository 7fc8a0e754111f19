"""Every problem the API can answer with: the one list behind the codes and their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ProblemType:
    """What a page under /problems/ tells about one code."""

    code: str
    status: int
    title: str
    cause: str
    example: str
    remedy: str

    def document(
        self, *, base: str, detail: str, errors: Sequence[dict[str, str]], request_id: str
    ) -> dict[str, Any]:
        """A whole problem (RFC 9457) of an installation that is found at `base`."""
        return {
            "type": f"{base}/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": detail,
            "errors": errors,
            "request_id": request_id,
        }


_TYPES = [
    ProblemType(
        "malformed_json",
        400,
        "The body is not JSON",
        "The body is not valid JSON in UTF-8, or holds a number that JSON or we cannot carry "
        "(NaN, Infinity, 1e400, thousands of digits).",
        '{"status": "done",}',
        "Send what a JSON serializer writes. `detail` says where reading stopped.",
    ),
    ProblemType(
        "invalid_request",
        400,
        "The request breaks the schema",
        "A field or parameter is unknown, missing, repeated, of a wrong type or out of its range.",
        '{"status": "finished"}',
        "Each entry of `errors` points at one place and says what fits there.",
    ),
    ProblemType(
        "not_authenticated",
        401,
        "Sign in first",
        "The request carries no credentials, or they are wrong, expired or revoked.",
        "GET /api/v1/me without a header",
        "Send `Authorization: Bearer wm_…`, `X-Session-Token`, or the session cookie.",
    ),
    ProblemType(
        "insufficient_scope",
        403,
        "These credentials may not do this",
        "The token lacks the scope, or the endpoint takes no tokens at all.",
        "PUT /api/v1/me/marks/python with a token of scope read",
        "Use a token with the scope `write`, or sign in with a session.",
    ),
    ProblemType(
        "reauthentication_required",
        403,
        "Sign in again to do this",
        "The act is sensitive and the last sign-in was too long ago.",
        "PUT /api/v1/me/tokens/{id} an hour after signing in",
        "Reauthenticate with POST /_allauth/{client}/v1/auth/reauthenticate, then repeat.",
    ),
    ProblemType(
        "csrf_failed",
        403,
        "The CSRF token is missing or wrong",
        "A write with the session cookie came without a matching CSRF token, "
        "or from an origin that is not trusted.",
        "POST with the cookie `sessionid` and without `X-CSRFToken`",
        "Send the value of the cookie `csrftoken` (`__Host-csrftoken` under https) in the header "
        "`X-CSRFToken`.",
    ),
    ProblemType(
        "not_found",
        404,
        "There is no such thing",
        "The address is unknown, or what it names does not exist or is not yours.",
        "GET /api/v1/roadmaps/no-such-roadmap",
        "Check the path. It has no trailing slash; slugs are lower case.",
    ),
    ProblemType(
        "method_not_allowed",
        405,
        "This address does not take that method",
        "The path exists, the method does not.",
        "POST /api/v1/roadmaps",
        "The header `Allow` lists the methods that do.",
    ),
    ProblemType(
        "event_conflict",
        409,
        "This event id is taken by another event",
        "An event with the same id and other content is already in your ledger.",
        "The same `event_id` first with `done`, then with `in_progress`",
        "Give each act a new UUID. Repeat an act only with the body it first had.",
    ),
    ProblemType(
        "handle_taken",
        409,
        "This handle belongs to somebody",
        "Handles are unique, whatever their case.",
        'PATCH /api/v1/me {"handle": "ada"}',
        "Choose another one.",
    ),
    ProblemType(
        "edition_moved_on",
        409,
        "There is nothing to move to there",
        "The version you want to accept is unknown, or older than the one you follow.",
        'POST /api/v1/me/enrollments/ai-engineer/upgrade {"to": 1}',
        "Read the preview again and accept its `to_version`.",
    ),
    ProblemType(
        "cursor_expired",
        410,
        "This cursor is no longer good",
        "The sync cursor belongs to another learner or to a state that is gone.",
        'POST /api/v1/me/sync {"cursor": "1.999999", "events": []}',
        "Sync once without a cursor, replace what you hold, go on with the new cursor.",
    ),
    ProblemType(
        "archived",
        410,
        "This roadmap is archived",
        "Curators have retired it; `successor` names what follows it, if anything does.",
        "GET /api/v1/roadmaps/an-old-roadmap",
        "Follow the successor.",
    ),
    ProblemType(
        "length_required",
        411,
        "The body has no Content-Length",
        "The body was sent in chunks (`Transfer-Encoding`), so its size is unknown beforehand.",
        "A streaming upload",
        "Send the body whole, with `Content-Length`.",
    ),
    ProblemType(
        "precondition_failed",
        412,
        "It has changed since you read it",
        "`If-Match` names a state that is not the present one, "
        "or `If-None-Match: *` met something that exists.",
        'PUT with If-Match: "an-older-etag"',
        "Read it again, merge, and send the new ETag.",
    ),
    ProblemType(
        "too_large",
        413,
        "The request is too large",
        "A body may have 1 MiB (1,048,576 bytes), the first line with the address 8,190 bytes, "
        "and there may be 100 headers of 16,384 bytes each.",
        "POST /api/v1/me/sync with a body of 2 MB",
        "`detail` says what is too large. Send fewer things at once (sync takes 500 events a "
        "call), and drop the cookies and parameters that are not for us.",
    ),
    ProblemType(
        "unsupported_media_type",
        415,
        "The body must be application/json",
        "The body's `Content-Type` is missing, is not application/json or names another charset "
        "than UTF-8, or the body is compressed (`Content-Encoding`).",
        "Content-Type: text/plain",
        "Send JSON in UTF-8 with `Content-Type: application/json`.",
    ),
    ProblemType(
        "unknown_skill",
        422,
        "There is no such skill",
        "The slug names no skill.",
        "PUT /api/v1/me/marks/pyhton",
        "GET /api/v1/skills lists the slugs.",
    ),
    ProblemType(
        "unknown_roadmap",
        422,
        "There is no such roadmap",
        "The `roadmap` of a body or event names no published roadmap.",
        '{"status": "done", "roadmap": "ai-enginer"}',
        "GET /api/v1/roadmaps lists the slugs.",
    ),
    ProblemType(
        "not_on_any_roadmap",
        422,
        "No roadmap has this skill",
        "The skill exists but is on no published version, so a mark would show nowhere.",
        "PUT /api/v1/me/marks/a-drafted-skill",
        "Wait until a roadmap with it is published.",
    ),
    ProblemType(
        "not_markable",
        422,
        "Groups and milestones cannot be marked",
        "Keys with `~` follow from the skills inside or before them.",
        "PUT /api/v1/me/marks/~cloud",
        "Mark the skills.",
    ),
    ProblemType(
        "clock_ahead",
        422,
        "The event lies in the future",
        "`occurred_at` is more than 5 minutes ahead of the server's clock, `server_now`.",
        '{"status": "done", "occurred_at": "2199-01-01T00:00:00Z"}',
        "Correct the device's clock and send the event again, with the same id if you like.",
    ),
    ProblemType(
        "cursor_invalid",
        422,
        "This is no cursor of this list",
        "Cursors are opaque, and good only for the list that gave them.",
        "GET /api/v1/skills?cursor=2",
        "Pass `next_cursor` on as it is, or start without one.",
    ),
    ProblemType(
        "precondition_required",
        428,
        "Say which state you are changing",
        "Writes here need `If-Match`, or `If-None-Match: *` for a new one, "
        "so that no change is lost.",
        "PUT /api/v1/me/notes/python without a condition",
        "Read it and send its ETag in `If-Match`.",
    ),
    ProblemType(
        "rate_limited",
        429,
        "Too many requests",
        "The limit for this kind of request is used up for now.",
        "A burst of sign-ins",
        "Wait for the seconds in `Retry-After`.",
    ),
    ProblemType(
        "internal_error",
        500,
        "Our mistake",
        "Something failed that should not. It is in our log under `request_id`.",
        "Any request that meets a mistake of ours",
        "Writes may be repeated safely. If it stays, report it with the `request_id`.",
    ),
    ProblemType(
        "unavailable",
        503,
        "Not available just now",
        "A service behind us is down or too slow. Nothing was changed half.",
        "Any request while the database restarts",
        "Repeat after the seconds in `Retry-After`; every write may be repeated.",
    ),
]

CATALOGUE = {problem_type.code: problem_type for problem_type in _TYPES}

# Codes of single entries in `errors`.
ITEM_CODES = {
    "unknown_field": "The schema has no such field.",
    "duplicate_key": "The object holds this key more than once.",
    "wrong_type": "The value is of another JSON type than the schema asks for.",
    "required": "The field or parameter is missing.",
    "not_a_choice": "The value is not among the allowed ones.",
    "out_of_range": "A number, date or length is outside its limits.",
    "too_long": "A text or list is longer than allowed.",
    "bad_format": "A text does not have the form asked for.",
    "bad_character": "A text holds NUL, half a surrogate pair or bytes that are not UTF-8, or a "
    "name holds what does not show.",
    "too_deep": "Objects and arrays are nested more than 32 deep.",
    "unknown_parameter": "The query has a parameter that this address does not take.",
    "repeated_parameter": "The query gives this parameter more than once.",
}
