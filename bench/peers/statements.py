"""What both FastAPI rivals ask of our tables."""

# Who is calling: a token of which only the SHA-256 is kept.
TOKEN = """
SELECT u.id, u.time_zone, t.scopes
FROM accounts_token t JOIN accounts_user u ON u.id = t.user_id
WHERE t.digest = $1 AND t.expires_on >= $2 AND u.is_active
"""

# What she follows, with the newest version of her edition.
ENROLLED = """
SELECT r.slug AS roadmap, v.title, e.edition, v.number AS version, v.id AS version_id,
    c.number AS latest_version, c.edition AS latest_edition, e.enrolled_at, e.weekly_minutes,
    e.target_on, e.days_off, e.is_favourite, e.is_paused
FROM progress_enrollment e
JOIN roadmap_roadmap r ON r.id = e.roadmap_id
JOIN roadmap_version c ON c.id = r.current_id
JOIN LATERAL (
    SELECT id, number, title FROM roadmap_version
    WHERE roadmap_id = e.roadmap_id AND edition = e.edition AND published_at IS NOT NULL
    ORDER BY number DESC LIMIT 1
) v ON true
WHERE e.learner_id = $1 AND e.left_at IS NULL
"""
IN_ORDER = "ORDER BY r.slug"
ON_ONE = "AND r.slug = $2"

CURSOR = "SELECT epoch || '.' || seq FROM progress_ledger WHERE learner_id = $1"

MARKS = """
SELECT s.slug, m.status, m.at, r.slug AS roadmap
FROM progress_mark m
JOIN roadmap_skill s ON s.id = m.skill_id
LEFT JOIN roadmap_roadmap r ON r.id = m.roadmap_id
WHERE m.learner_id = $1 AND m.status <> 'cleared'
"""
SKIPS = """
SELECT r.slug AS roadmap, s.slug AS skill, k.at
FROM progress_skip k
JOIN roadmap_skill s ON s.id = k.skill_id
JOIN roadmap_roadmap r ON r.id = k.roadmap_id
WHERE k.learner_id = $1 AND k.status = 'skipped'
"""

# The rows of versions, as far as folding needs them.
SLUGS = """
SELECT v.id, r.slug FROM roadmap_version v JOIN roadmap_roadmap r ON r.id = v.roadmap_id
WHERE v.id = ANY($1)
"""
NODES = """
SELECT n.version_id, n.key, n.kind, g.key AS "group", n.required, n.choose, n.minutes
FROM roadmap_node n LEFT JOIN roadmap_node g ON g.id = n.group_id
WHERE n.version_id = ANY($1) ORDER BY n.version_id, n.position
"""
REQUIRES = """
SELECT e.version_id, a.key AS source, b.key AS target
FROM roadmap_edge e
JOIN roadmap_node a ON a.id = e.source_id
JOIN roadmap_node b ON b.id = e.target_id
WHERE e.version_id = ANY($1) AND e.kind = 'requires'
"""
CREDITS = """
SELECT c.version_id, n.key AS node, s.slug AS skill, c.mode
FROM roadmap_credit c
JOIN roadmap_node n ON n.id = c.node_id
JOIN roadmap_skill s ON s.id = c.skill_id
WHERE c.version_id = ANY($1) ORDER BY n.key, s.slug
"""
HOLDING = """
SELECT version_id FROM roadmap_node WHERE version_id = ANY($1) AND key = $2
UNION
SELECT version_id FROM roadmap_credit c JOIN roadmap_skill s ON s.id = c.skill_id
WHERE version_id = ANY($1) AND s.slug = $2
"""

# The current version of a roadmap, and its rows as far as its document needs them.
CURRENT = """
SELECT v.id, r.slug AS roadmap, v.title, v.edition, v.number AS version, v.published_at,
    v.content_hash
FROM roadmap_roadmap r JOIN roadmap_version v ON v.id = r.current_id
WHERE r.slug = $1
"""
DRAWING = "SELECT counts, topological_order FROM rival_version WHERE version_id = $1"
DOCUMENT_NODES = """
SELECT n.key, n.kind, n.skill_kind, n.title, coalesce(s.summary, n.summary) AS summary,
    g.key AS "group", n.required, n.choose, n.minutes, p.layer, p."order", p.x, p.y
FROM roadmap_node n
LEFT JOIN roadmap_node g ON g.id = n.group_id
LEFT JOIN roadmap_skill s ON s.id = n.skill_id
LEFT JOIN rival_place p ON p.node_id = n.id
WHERE n.version_id = $1 ORDER BY n.position
"""
DOCUMENT_EDGES = """
SELECT a.key AS "from", b.key AS "to", e.kind
FROM roadmap_edge e
JOIN roadmap_node a ON a.id = e.source_id
JOIN roadmap_node b ON b.id = e.target_id
WHERE e.version_id = $1 ORDER BY b.position, e.kind DESC, a.position
"""
DOCUMENT_CREDITS = """
SELECT n.key AS node, s.slug AS skill, c.mode
FROM roadmap_credit c
JOIN roadmap_node n ON n.id = c.node_id
JOIN roadmap_skill s ON s.id = c.skill_id
WHERE c.version_id = $1 ORDER BY n.position, s.slug
"""

# Recording a mark.
LOCK = "SELECT epoch, seq FROM progress_ledger WHERE learner_id = $1 FOR UPDATE"
SKILL = "SELECT id FROM roadmap_skill WHERE slug = $1"
ROADMAP = "SELECT id FROM roadmap_roadmap WHERE slug = $1 AND current_id IS NOT NULL"
IS_PUBLISHED = """
SELECT EXISTS (
    SELECT 1 FROM roadmap_node n JOIN roadmap_version v ON v.id = n.version_id
    WHERE n.skill_id = $1 AND v.published_at IS NOT NULL
)
"""
RIVALS = """
SELECT e.id, s.slug AS skill, e.status, r.slug AS roadmap, e.occurred_at, e.evidence_url
FROM progress_event e
JOIN roadmap_skill s ON s.id = e.skill_id
LEFT JOIN roadmap_roadmap r ON r.id = e.roadmap_id
WHERE e.learner_id = $1
AND (e.id = $3 OR (e.skill_id = $2 AND e.status IN ('in_progress', 'done', 'cleared')))
ORDER BY e.occurred_at DESC, e.id DESC
"""
FILLED = """
SELECT recorded_at FROM progress_event WHERE learner_id = $1 AND seq <= $2
ORDER BY seq DESC LIMIT 1
"""
APPEND = """
INSERT INTO progress_event (learner_id, id, seq, skill_id, status, roadmap_id, occurred_at,
    recorded_at, local_day, utc_offset, source, evidence_url)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'client', $11)
"""
NEXT_SEQ = "UPDATE progress_ledger SET seq = $2 WHERE learner_id = $1"
KEEP = """
INSERT INTO progress_mark (learner_id, skill_id, status, at, event_id, roadmap_id, evidence_url,
    seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (learner_id, skill_id) DO UPDATE SET status = excluded.status, at = excluded.at,
    event_id = excluded.event_id, roadmap_id = excluded.roadmap_id,
    evidence_url = excluded.evidence_url, seq = excluded.seq
"""
