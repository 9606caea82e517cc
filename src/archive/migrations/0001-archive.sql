-- The archive, version 1. Any SQLite from 3.37 on must be able to read it (Debian 12 has 3.40: no ORDER BY inside
-- group_concat, which a subquery orders instead). Instants are ISO-8601 UTC text (2018-05-02T09:00:00Z); days and wall times are local.
-- A published value stands beside each normalised one.

CREATE TABLE conferences (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  series TEXT,
  platform TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  url TEXT,
  city TEXT,
  country TEXT,
  venue TEXT,
  time_zone TEXT,
  starts_on TEXT,
  ends_on TEXT,
  -- Facts stated by the scraper or the operator: they win over what a page says.
  stated TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(stated)),
  titles TEXT NOT NULL DEFAULT 'unknown' CHECK (titles IN ('after_dash', 'none', 'unknown')),
  -- operator: the address was given by hand and stays; scraper: the registry of editions may correct it.
  added_by TEXT NOT NULL CHECK (added_by IN ('scraper', 'operator')),
  parser_version INTEGER,
  added_at TEXT NOT NULL,
  last_read_at TEXT
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  exit_code INTEGER,
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts))
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL REFERENCES conferences (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  url TEXT,
  title TEXT NOT NULL,
  published_title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('keynote', 'talk', 'lightning_talk', 'tutorial', 'panel', 'workshop', 'meeting', 'break', 'other')),
  state TEXT NOT NULL DEFAULT 'scheduled' CHECK (state IN ('scheduled', 'cancelled', 'withdrawn')),
  availability TEXT CHECK (availability IN ('open', 'full', 'waitlist')),
  level TEXT CHECK (level IN ('beginner', 'intermediate', 'advanced', 'any')),
  published_level TEXT,
  track TEXT,
  language TEXT,
  abstract TEXT,
  -- The fields an authoritative source has spoken of; an offer of another source leaves these alone.
  known_fields TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(known_fields)),
  first_seen_at TEXT NOT NULL,
  withdrawn_at TEXT,
  UNIQUE (conference_id, key)
) STRICT;

CREATE TABLE session_aliases (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL REFERENCES conferences (id) ON DELETE CASCADE,
  alias TEXT NOT NULL,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  UNIQUE (conference_id, alias)
) STRICT;
CREATE INDEX session_aliases_by_session ON session_aliases (session_id);

CREATE TABLE slots (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  starts_at TEXT,
  ends_at TEXT,
  local_start TEXT,
  local_end TEXT,
  utc_offset TEXT,
  room TEXT,
  UNIQUE (session_id, position)
) STRICT;

CREATE TABLE speakers (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL REFERENCES conferences (id) ON DELETE CASCADE,
  -- The platform's id of the person, or name:<normalised name> where it gives none.
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Lower case, without accents and punctuation: what people are joined by across editions.
  normalised_name TEXT NOT NULL,
  bio TEXT,
  url TEXT,
  UNIQUE (conference_id, key)
) STRICT;
CREATE INDEX speakers_by_name ON speakers (normalised_name);

CREATE TABLE appearances (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  position INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('speaker', 'moderator', 'panelist', 'host', 'other')),
  job_title TEXT,
  company TEXT,
  UNIQUE (session_id, position)
) STRICT;
CREATE INDEX appearances_by_speaker ON appearances (speaker_id);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (session_id, name)
) STRICT;

CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  canonical_url TEXT NOT NULL,
  label TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('slides', 'paper', 'video', 'code', 'transcript', 'other')),
  origin TEXT NOT NULL CHECK (origin IN ('attachment', 'field', 'description')),
  state TEXT NOT NULL CHECK (state IN ('due', 'stored', 'not_yet', 'gone', 'wall', 'unavailable', 'failed', 'ignored')),
  -- Attempts in a row that failed; what the next delay is computed from.
  failures INTEGER NOT NULL DEFAULT 0,
  next_check_at TEXT,
  first_seen_at TEXT NOT NULL,
  removed_at TEXT,
  UNIQUE (session_id, canonical_url)
) STRICT;
CREATE INDEX links_by_canonical_url ON links (canonical_url);
CREATE INDEX links_by_state ON links (state, next_check_at);

CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  bytes INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  extension TEXT NOT NULL,
  pages INTEGER,
  title TEXT,
  author TEXT,
  text_state TEXT CHECK (text_state IN ('ok', 'empty', 'encrypted', 'damaged', 'unsupported', 'timed_out')),
  stored_at TEXT NOT NULL
) STRICT;

CREATE TABLE deck_versions (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
  file_id INTEGER NOT NULL REFERENCES files (id),
  version INTEGER NOT NULL,
  fetched_at TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  published_name TEXT,
  UNIQUE (link_id, version)
) STRICT;
CREATE INDEX deck_versions_by_file ON deck_versions (file_id);

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'unchanged', 'new_version', 'not_yet', 'gone', 'wall', 'unavailable', 'too_large', 'failed')),
  http_status INTEGER,
  detail TEXT
) STRICT;
CREATE INDEX attempts_by_link ON attempts (link_id);

CREATE TABLE slides (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  notes TEXT,
  -- The text with its CJK runs as bigrams; NULL where the text needs none.
  search_text TEXT,
  UNIQUE (file_id, number)
) STRICT;

CREATE TABLE pictures (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  UNIQUE (file_id, number)
) STRICT;

CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  link_id INTEGER REFERENCES links (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('session', 'title', 'kind', 'state', 'availability', 'level', 'track', 'abstract', 'time', 'room', 'speakers', 'job_titles', 'companies', 'link', 'deck')),
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX changes_by_session ON changes (session_id);

CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL REFERENCES conferences (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  url TEXT NOT NULL,
  -- The address that answered, after redirects.
  final_url TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER NOT NULL,
  etag TEXT,
  last_modified TEXT,
  -- Of the body as received.
  sha256 TEXT NOT NULL,
  -- Of the decoded text without its volatile parts: what "the same page" is judged by.
  stable_sha256 TEXT NOT NULL,
  -- 1 for a session's own page.
  detail INTEGER NOT NULL DEFAULT 0 CHECK (detail IN (0, 1)),
  -- Path below the data directory, and the record's place in that file, in bytes.
  warc TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT;
CREATE INDEX captures_by_url ON captures (conference_id, url, id);

-- The captures that the accepted programme was read from: their validators make the next request conditional.
CREATE TABLE programme_pages (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL REFERENCES conferences (id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  UNIQUE (conference_id, url)
) STRICT;

-- A programme that looked wrong, kept aside until a person accepts it or a good one is read.
CREATE TABLE held_programmes (
  id INTEGER PRIMARY KEY,
  conference_id INTEGER NOT NULL UNIQUE REFERENCES conferences (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  held_at TEXT NOT NULL,
  reason TEXT NOT NULL,
  parser_version INTEGER NOT NULL,
  programme TEXT NOT NULL CHECK (json_valid(programme)),
  captures TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(captures))
) STRICT;

-- What was removed on request and must not come back.
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('link', 'conference')),
  -- The link's canonical address or the conference's slug.
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;

CREATE TABLE server_state (
  id INTEGER PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  next_allowed_at TEXT,
  parked_until TEXT,
  reason TEXT,
  -- Times in a row it had to be parked: each doubles the next.
  parkings INTEGER NOT NULL DEFAULT 0,
  -- robots.txt of each origin of the domain, as JSON: {"https://kccnceu18.sched.com": {"text": ..., "fetchedAt": ...}}.
  robots TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(robots)),
  robots_at TEXT
) STRICT;

-- Full-text search. The text is stored as it is searched, so that 'rebuild' and the integrity check stay true.
CREATE TABLE session_texts (
  id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  speakers TEXT NOT NULL,
  companies TEXT NOT NULL,
  abstract TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE sessions_fts USING fts5 (
  title, speakers, companies, abstract,
  content = "session_texts", content_rowid = "id", tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER session_texts_inserted AFTER INSERT ON session_texts BEGIN
  INSERT INTO sessions_fts (rowid, title, speakers, companies, abstract)
  VALUES (new.id, new.title, new.speakers, new.companies, new.abstract);
END;
CREATE TRIGGER session_texts_deleted AFTER DELETE ON session_texts BEGIN
  INSERT INTO sessions_fts (sessions_fts, rowid, title, speakers, companies, abstract)
  VALUES ('delete', old.id, old.title, old.speakers, old.companies, old.abstract);
END;
CREATE TRIGGER session_texts_updated AFTER UPDATE ON session_texts BEGIN
  INSERT INTO sessions_fts (sessions_fts, rowid, title, speakers, companies, abstract)
  VALUES ('delete', old.id, old.title, old.speakers, old.companies, old.abstract);
  INSERT INTO sessions_fts (rowid, title, speakers, companies, abstract)
  VALUES (new.id, new.title, new.speakers, new.companies, new.abstract);
END;

CREATE VIEW slide_texts AS SELECT id, coalesce(search_text, text) AS text, notes FROM slides;

CREATE VIRTUAL TABLE slides_fts USING fts5 (
  text, notes,
  content = "slide_texts", content_rowid = "id", tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER slides_inserted AFTER INSERT ON slides BEGIN
  INSERT INTO slides_fts (rowid, text, notes) VALUES (new.id, coalesce(new.search_text, new.text), new.notes);
END;
CREATE TRIGGER slides_deleted AFTER DELETE ON slides BEGIN
  INSERT INTO slides_fts (slides_fts, rowid, text, notes) VALUES ('delete', old.id, coalesce(old.search_text, old.text), old.notes);
END;
CREATE TRIGGER slides_updated AFTER UPDATE ON slides BEGIN
  INSERT INTO slides_fts (slides_fts, rowid, text, notes) VALUES ('delete', old.id, coalesce(old.search_text, old.text), old.notes);
  INSERT INTO slides_fts (rowid, text, notes) VALUES (new.id, coalesce(new.search_text, new.text), new.notes);
END;

-- One row a stored version of any downloaded file.
CREATE VIEW deck_overview AS
SELECT
  c.slug AS conference,
  s.key AS session_key,
  s.title,
  (SELECT group_concat(person, '; ') FROM (
     SELECT p.name || coalesce(' (' || a.company || ')', '') AS person
       FROM appearances a JOIN speakers p ON p.id = a.speaker_id
      WHERE a.session_id = s.id ORDER BY a.position)) AS speakers,
  l.kind,
  l.label,
  l.url,
  f.sha256,
  f.bytes,
  f.media_type,
  f.pages,
  'decks/' || substr(f.sha256, 1, 2) || '/' || substr(f.sha256, 3, 2) || '/' || f.sha256 || '.' || f.extension AS path,
  v.fetched_at,
  v.version,
  v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = v.link_id) AS is_current
FROM deck_versions v
JOIN files f ON f.id = v.file_id
JOIN links l ON l.id = v.link_id
JOIN sessions s ON s.id = l.session_id
JOIN conferences c ON c.id = s.conference_id;

-- One row a session, cancelled and withdrawn ones included, by its first slot.
CREATE VIEW session_overview AS
SELECT
  c.slug AS conference,
  s.key,
  substr(t.local_start, 1, 10) AS day,
  t.starts_at,
  t.local_start,
  t.room,
  s.kind,
  s.title,
  (SELECT group_concat(person, '; ') FROM (
     SELECT p.name || coalesce(' (' || a.company || ')', '') AS person
       FROM appearances a JOIN speakers p ON p.id = a.speaker_id
      WHERE a.session_id = s.id ORDER BY a.position)) AS speakers,
  (SELECT group_concat(company, '; ') FROM (
     SELECT a.company FROM appearances a
      WHERE a.session_id = s.id AND a.company IS NOT NULL GROUP BY a.company ORDER BY min(a.position))) AS companies,
  s.level,
  s.track,
  s.state,
  (SELECT count(*) FROM links l WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL) AS slides,
  (SELECT count(*) FROM links l WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL
      AND EXISTS (SELECT 1 FROM deck_versions v WHERE v.link_id = l.id)) AS decks,
  (SELECT l.url FROM links l WHERE l.session_id = s.id AND l.kind = 'video' AND l.origin <> 'attachment' AND l.removed_at IS NULL
    ORDER BY l.origin = 'description', l.id LIMIT 1) AS video_url,
  s.url
FROM sessions s
JOIN conferences c ON c.id = s.conference_id
LEFT JOIN slots t ON t.session_id = s.id AND t.position = 1;

-- What has no deck, and why: a slides link that is not stored, or a session without any.
CREATE VIEW missing_decks AS
SELECT
  c.slug AS conference,
  s.key AS session_key,
  s.title,
  l.url AS link_url,
  l.state AS reason,
  (SELECT count(*) FROM attempts a WHERE a.link_id = l.id) AS attempts,
  (SELECT max(a.at) FROM attempts a WHERE a.link_id = l.id) AS last_attempt_at,
  l.next_check_at
FROM links l
JOIN sessions s ON s.id = l.session_id
JOIN conferences c ON c.id = s.conference_id
WHERE l.kind = 'slides' AND l.state <> 'stored' AND l.removed_at IS NULL
UNION ALL
SELECT
  c.slug,
  s.key,
  s.title,
  NULL,
  CASE WHEN s.published_title LIKE '%slides attached%' THEN 'announced_without_file' ELSE 'no_link' END,
  0,
  NULL,
  NULL
FROM sessions s
JOIN conferences c ON c.id = s.conference_id
WHERE s.kind NOT IN ('break', 'meeting') AND s.state = 'scheduled'
  AND NOT EXISTS (SELECT 1 FROM links l WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL);

CREATE VIEW recent_changes AS
SELECT h.at, c.slug AS conference, s.key AS session_key, s.title, h.field, h.before, h.after
FROM changes h
JOIN sessions s ON s.id = h.session_id
JOIN conferences c ON c.id = s.conference_id
ORDER BY h.at DESC, h.id DESC;

-- Editions joined by normalised name alone, which is a guess: two people of one name are one row here.
CREATE VIEW people_overview AS
SELECT
  min(p.name) AS name,
  count(DISTINCT p.conference_id) AS conferences,
  count(DISTINCT a.session_id) AS sessions,
  (SELECT group_concat(company, '; ') FROM (
     SELECT DISTINCT b.company FROM appearances b JOIN speakers q ON q.id = b.speaker_id
      WHERE q.normalised_name = p.normalised_name AND b.company IS NOT NULL ORDER BY b.company)) AS companies
FROM speakers p
JOIN appearances a ON a.speaker_id = p.id
GROUP BY p.normalised_name;
