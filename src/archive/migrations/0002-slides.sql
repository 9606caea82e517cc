-- Version 2: what inspection finds. No slide was ever stored by version 1, so its tables of slides are made anew.

-- Why the text is not 'ok', or what could not be had: one sentence.
ALTER TABLE files ADD COLUMN text_detail TEXT;
-- The inspector that looked last; NULL until one has. A lower number than the program's own is due again.
ALTER TABLE files ADD COLUMN inspector_version INTEGER;
ALTER TABLE files ADD COLUMN inspected_at TEXT;
-- Programs that were not installed and would have told more, as a JSON array of names.
ALTER TABLE files ADD COLUMN wanted_programs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(wanted_programs));
CREATE INDEX files_by_inspector_version ON files (inspector_version);

DROP TRIGGER slides_inserted;
DROP TRIGGER slides_deleted;
DROP TRIGGER slides_updated;
DROP TABLE slides_fts;
DROP VIEW slide_texts;
DROP TABLE slides;

CREATE TABLE slides (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  -- What the speaker was to say, where the format keeps it (PPTX, ODP, KEY).
  notes TEXT,
  -- Text and notes as they are searched, where that differs: Chinese, Japanese and Korean as pairs of letters.
  search_text TEXT,
  search_notes TEXT,
  UNIQUE (file_id, number)
) STRICT;

CREATE VIEW slide_texts AS
SELECT id, coalesce(search_text, text) AS text, coalesce(search_notes, notes) AS notes FROM slides;

CREATE VIRTUAL TABLE slides_fts USING fts5 (
  text, notes,
  content = "slide_texts", content_rowid = "id", tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER slides_inserted AFTER INSERT ON slides BEGIN
  INSERT INTO slides_fts (rowid, text, notes)
  VALUES (new.id, coalesce(new.search_text, new.text), coalesce(new.search_notes, new.notes));
END;
CREATE TRIGGER slides_deleted AFTER DELETE ON slides BEGIN
  INSERT INTO slides_fts (slides_fts, rowid, text, notes)
  VALUES ('delete', old.id, coalesce(old.search_text, old.text), coalesce(old.search_notes, old.notes));
END;
CREATE TRIGGER slides_updated AFTER UPDATE ON slides BEGIN
  INSERT INTO slides_fts (slides_fts, rowid, text, notes)
  VALUES ('delete', old.id, coalesce(old.search_text, old.text), coalesce(old.search_notes, old.notes));
  INSERT INTO slides_fts (rowid, text, notes)
  VALUES (new.id, coalesce(new.search_text, new.text), coalesce(new.search_notes, new.notes));
END;

-- One row a slide of a stored version of a file, for each session that the file belongs to.
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
  v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = v.link_id) AS is_current,
  -- The row of slides and slides_fts.
  d.id AS slide_id
FROM slides d
JOIN files f ON f.id = d.file_id
JOIN deck_versions v ON v.file_id = f.id
JOIN links l ON l.id = v.link_id
JOIN sessions s ON s.id = l.session_id
JOIN conferences c ON c.id = s.conference_id
LEFT JOIN pictures p ON p.file_id = d.file_id AND p.number = d.number;
