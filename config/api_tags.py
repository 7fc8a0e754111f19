"""What the parts of the API are about: the headings of its description."""

from __future__ import annotations

TAGS = {
    "sign-in": "Joining, signing in and out, passwords and addresses. Browsers call it as "
    "`browser` and get a cookie, apps as `app` and get a token for `X-Session-Token`.",
    "me": "The learner's own profile.",
    "tokens": "Personal access tokens, for scripts.",
    "enrollments": "The roadmaps a learner follows, where she stands on each, what she skips.",
    "marks": "What a learner has done or begun, skill by skill, on whatever roadmap.",
    "next": "What to take up next, and why.",
    "activity": "Days with something in them, and the streak.",
    "digest": "The weekly mail: when it comes, and what it would say now.",
    "digests": "What became of each weekly mail.",
    "tracks": "Roles to grow into.",
    "roadmaps": "Graphs of skills, in published versions that never change.",
    "skills": "Skills, and what to learn them from.",
    "meta": "About this API.",
}
