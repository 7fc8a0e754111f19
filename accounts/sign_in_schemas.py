"""What allauth's description of itself tells otherwise than our settings let it answer."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_EMAIL = {"type": "string", "format": "email"}


def _object(properties: dict[str, Any], *optional: str, description: str = "") -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    told = {"description": description} if description else {}
    return {"type": "object", **told, "properties": properties, "required": required}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _listed(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _envelope(status: int, data: dict[str, Any], description: str) -> dict[str, Any]:
    properties = {"status": {"const": status}, "data": data, "meta": _ref("AuthenticationMeta")}
    return _object(properties, description=description)


_EMAIL_AND_PASSWORD = {"email": _EMAIL, "password": {"type": "string", "format": "password"}}

SCHEMAS: dict[str, Any] = {
    "Email": _EMAIL,
    "Password": {"type": "string", "format": "password"},
    "User": _object(
        {
            "id": {"type": "string", "format": "uuid"},
            "display": _TEXT,
            "email": _EMAIL,
            "has_usable_password": _FLAG,
        },
        "display",
        "email",
    ),
    "Login": _object(_EMAIL_AND_PASSWORD),
    "Signup": _object(
        {
            **_EMAIL_AND_PASSWORD,
            "time_zone": {
                "type": "string",
                "description": "An IANA name such as Europe/Berlin.",
                "default": "UTC",
            },
            "weekly_digest": {
                "type": "boolean",
                "description": "Whether to write once a week what was done and what is next.",
                "default": True,
            },
        },
        "time_zone",
        "weekly_digest",
    ),
    "AccountConfiguration": _object(
        {
            "authentication_method": {"const": "email", "deprecated": True},
            "login_methods": {"type": "array", "items": {"const": "email"}},
            "is_open_for_signup": _FLAG,
            "email_verification_by_code_enabled": _FLAG,
            "login_by_code_enabled": _FLAG,
            "password_reset_by_code_enabled": _FLAG,
        }
    ),
    "ConfigurationResponse": _object(
        {"status": {"const": 200}, "data": _object({"account": _ref("AccountConfiguration")})}
    ),
    "Flow": _object(
        {
            "id": {
                "type": "string",
                "enum": [
                    "login",
                    "password_reset_by_code",
                    "reauthenticate",
                    "signup",
                    "verify_email",
                ],
            },
            "is_pending": _FLAG,
        },
        "is_pending",
        description="A way to go on from here; `is_pending` when it waits for a code.",
    ),
    "AuthenticationMethod": _object(
        {
            "method": {"type": "string", "enum": ["code", "password"]},
            "at": _ref("Timestamp"),
            "email": _EMAIL,
            "reauthenticated": {"const": True},
        },
        "email",
        "reauthenticated",
    ),
    "AuthenticationMeta": _object(
        {
            "is_authenticated": {"type": ["boolean", "null"]},
            "session_token": {
                "type": "string",
                "description": "For `X-Session-Token` from now on (`app` only, when it is new).",
            },
        },
        "session_token",
    ),
    "AuthenticatedResponse": _envelope(200, _ref("Authenticated"), "Signed in."),
    "AuthenticationResponse": _envelope(
        401,
        _object(
            {
                "flows": _listed("Flow"),
                "user": _ref("User"),
                "methods": _listed("AuthenticationMethod"),
            },
            "user",
            "methods",
        ),
        "Not signed in (yet), or, with `user`, not recently enough; `flows` leads on.",
    ),
    "SessionGoneResponse": _envelope(
        410, _object({"flows": _listed("Flow")}), "The session token is unknown or has ended."
    ),
    "ErrorResponse": _object(
        {
            "status": {"const": 400},
            "errors": {
                "type": "array",
                "items": _object(
                    {
                        "code": _TEXT,
                        "param": {"type": "string", "description": "Which field; none: all."},
                        "message": {"type": "string", "description": "What is wrong, for people."},
                    },
                    "param",
                ),
            },
        },
        description="Something in the body is wrong.",
    ),
}

# What each status holds; a 200 where allauth's description does not say.
ENVELOPES = {
    200: "AuthenticatedResponse",
    400: "ErrorResponse",
    401: "AuthenticationResponse",
    403: "ForbiddenResponse",
    409: "ConflictResponse",
    410: "SessionGoneResponse",
}

_ADA = {"email": "ada@waymark.example"}
_ELSEWHERE = {"email": "ada@elsewhere.example"}
_PASSWORD = "a lighthouse on a quiet coast"  # noqa: S105 - of an example
_NEW_PASSWORD = "two lighthouses on a quiet coast"  # noqa: S105 - of an example
_CODE = {"key": "K7QX-M2TB"}
_USER = {
    "id": "0198f0aa-3c1d-7e52-9f64-0a1b2c3d4e5f",
    "display": "ada@waymark.example",
    **_ADA,
    "has_usable_password": True,
}
_OK = {"status": 200}
_SIGNED_IN = {
    **_OK,
    "data": {"user": _USER, "methods": [{"method": "password", "at": 1795161600.0, **_ADA}]},
    "meta": {"is_authenticated": True, "session_token": "3f9d2k7x0q8m5v1c6b4n2j7h9g0s1w8e"},
}
_FLOWS = [
    {"id": "login"},
    {"id": "signup"},
    {"id": "password_reset_by_code", "is_pending": False},
]

# What a body holds, by allauth's name of it.
REQUEST_EXAMPLES: dict[str, dict[str, Any]] = {
    "Signup": {**_ADA, "password": _PASSWORD, "time_zone": "Europe/Berlin", "weekly_digest": True},
    "Login": {**_ADA, "password": _PASSWORD},
    "Reauthenticate": {"password": _PASSWORD},
    "VerifyEmail": _CODE,
    "RequestPassword": _ADA,
    "ResetPassword": {**_CODE, "password": _NEW_PASSWORD},
    "ChangePassword": {"current_password": _PASSWORD, "new_password": _NEW_PASSWORD},
    "Email": _ELSEWHERE,
    "MarkPrimaryEmail": {**_ELSEWHERE, "primary": True},
}
# What an answer holds, by allauth's name of it, or of its schema.
ANSWER_EXAMPLES: dict[str, dict[str, Any]] = {
    "Configuration": {
        **_OK,
        "data": {
            "account": {
                "authentication_method": "email",
                "login_methods": ["email"],
                "is_open_for_signup": True,
                "email_verification_by_code_enabled": True,
                "login_by_code_enabled": False,
                "password_reset_by_code_enabled": True,
            }
        },
    },
    "Authenticated": _SIGNED_IN,
    "AuthenticatedByPassword": _SIGNED_IN,
    "AuthenticatedResponse": _SIGNED_IN,
    "EmailVerificationInfo": {
        **_OK,
        "data": {**_ADA, "user": _USER},
        "meta": {"is_authenticating": True},
    },
    "PasswordResetInfo": {**_OK, "data": {"user": _USER}},
    "EmailAddresses": {**_OK, "data": [{**_ADA, "primary": True, "verified": True}]},
    "StatusOK": _OK,
    "ErrorResponse": {
        "status": 400,
        "errors": [{"code": "incorrect_code", "param": "key", "message": "Incorrect code."}],
    },
    "AuthenticationResponse": {
        "status": 401,
        "data": {"flows": [*_FLOWS, {"id": "verify_email", "is_pending": True}]},
        "meta": {"is_authenticated": False, "session_token": "8e1w0s9g7h2j4n6b1c5v8m0q7x2k9d3f"},
    },
    "ForbiddenResponse": {"status": 403},
    "ConflictResponse": {"status": 409},
    "SessionGoneResponse": {
        "status": 410,
        "data": {"flows": _FLOWS},
        "meta": {"is_authenticated": None},
    },
}
