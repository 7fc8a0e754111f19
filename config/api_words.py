"""Words of the API's description: what its parts are about, and what names in a path name."""

from __future__ import annotations

TAGS = {
    "sign-in": "Joining, signing in and out, passwords and addresses. Browsers call it as "
    "`browser` and get a cookie, apps as `app` and get a token for `X-Session-Token`.",
    "me": "The learner's own profile.",
    "tokens": "Personal access tokens, for scripts.",
    "enrollments": "The roadmaps a learner follows, where she stands on each, what she skips.",
    "marks": "What a learner has done or begun, skill by skill, on whatever roadmap.",
    "next": "What to take up next, and why.",
    "comparison": "What other roles would still take a learner.",
    "activity": "Days with something in them, and the streak.",
    "digest": "The weekly mail: when it comes, and what it would say now.",
    "digests": "What became of each weekly mail.",
    "tracks": "Roles to grow into.",
    "fit-quiz": "AI engineer or ML engineer? Questions, and what the answers speak for.",
    "roadmaps": "Graphs of skills, in published versions that never change.",
    "skills": "Skills, and what to learn them from.",
    "meta": "About this API.",
}

# By the name in a route: what it is, and one that is good.
PATH_PARAMETERS = {
    "roadmap": ("The slug of a roadmap.", "ai-engineer"),
    "track": ("The slug of a track.", "ai-engineer"),
    "skill": ("The slug of a skill.", "python"),
    "node": ("The key of a node: a skill's slug, or `~` and a slug.", "python"),
    "number": ("The number of a published version.", 1),
    "token": (
        "The id of the token: a UUID that you choose.",
        "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
    ),
}
