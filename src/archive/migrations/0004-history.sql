-- Version 4: what became of the last tries to read each conference, so that a night knows when to try again and a person what is wrong.
-- NULL and 0 while the newest reading is a good one.

ALTER TABLE conferences ADD COLUMN last_failed_at TEXT;
ALTER TABLE conferences ADD COLUMN read_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conferences ADD COLUMN last_problem TEXT;

-- What happened since a day, and in which run, without reading all that ever happened.
CREATE INDEX changes_by_time ON changes (at);
CREATE INDEX changes_by_run ON changes (run_id);
CREATE INDEX deck_versions_by_time ON deck_versions (fetched_at);
DROP INDEX attempts_by_link;
CREATE INDEX attempts_by_link ON attempts (link_id, at);

-- A version of a link that the programme no longer has is not current.
DROP VIEW deck_overview;
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
  l.removed_at IS NULL AND v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = v.link_id) AS is_current
FROM deck_versions v
JOIN files f ON f.id = v.file_id
JOIN links l ON l.id = v.link_id
JOIN sessions s ON s.id = l.session_id
JOIN conferences c ON c.id = s.conference_id;

DROP VIEW slide_overview;
CREATE VIEW slide_overview AS
SELECT
  c.slug AS conference,
  s.key AS session_key,
  s.title,
  d.number,
  d.text,
  d.notes,
  'decks/' || substr(f.sha256, 1, 2) || '/' || substr(f.sha256, 3, 2) || '/' || f.sha256 || '.' || f.extension AS path,
  p.path AS picture,
  v.version,
  l.removed_at IS NULL AND v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = v.link_id) AS is_current,
  -- The row of slides and slides_fts.
  d.id AS slide_id
FROM slides d
JOIN files f ON f.id = d.file_id
JOIN deck_versions v ON v.file_id = f.id
JOIN links l ON l.id = v.link_id
JOIN sessions s ON s.id = l.session_id
JOIN conferences c ON c.id = s.conference_id
LEFT JOIN pictures p ON p.file_id = d.file_id AND p.number = d.number;
