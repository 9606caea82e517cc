-- Version 3: letters that Unicode does not decompose (ø, ł, ß ...) are found by their base letters, and fields are found by an index.
-- The letters are those of searchable.ts, which writes every later text; slides are newer than this rule.

CREATE TEMP TABLE letters (n INTEGER PRIMARY KEY, letter TEXT NOT NULL, base TEXT NOT NULL);
INSERT INTO letters (n, letter, base) VALUES
  (1, 'ø', 'o'), (2, 'Ø', 'O'), (3, 'ł', 'l'), (4, 'Ł', 'L'), (5, 'đ', 'd'), (6, 'Đ', 'D'), (7, 'ð', 'd'), (8, 'Ð', 'D'),
  (9, 'þ', 'th'), (10, 'Þ', 'Th'), (11, 'ß', 'ss'), (12, 'ẞ', 'SS'), (13, 'æ', 'ae'), (14, 'Æ', 'Ae'), (15, 'œ', 'oe'),
  (16, 'Œ', 'Oe'), (17, 'ı', 'i'), (18, 'ħ', 'h'), (19, 'Ħ', 'H'), (20, 'ŧ', 't'), (21, 'Ŧ', 'T');

CREATE TEMP TABLE folded AS
WITH RECURSIVE folding (id, n, title, speakers, companies, abstract) AS (
  SELECT id, 1, title, speakers, companies, abstract FROM session_texts
  UNION ALL
  SELECT f.id, f.n + 1, replace(f.title, l.letter, l.base), replace(f.speakers, l.letter, l.base),
    replace(f.companies, l.letter, l.base), replace(f.abstract, l.letter, l.base)
  FROM folding f JOIN letters l ON l.n = f.n
)
SELECT id, title, speakers, companies, abstract FROM folding WHERE n = (SELECT max(n) + 1 FROM letters);

-- The triggers of session_texts bring the index along.
UPDATE session_texts SET title = f.title, speakers = f.speakers, companies = f.companies, abstract = f.abstract
FROM folded f
WHERE f.id = session_texts.id
  AND (f.title <> session_texts.title OR f.speakers <> session_texts.speakers
    OR f.companies <> session_texts.companies OR f.abstract <> session_texts.abstract);

DROP TABLE folded;
DROP TABLE letters;

-- What the fields of a question are looked up by.
CREATE INDEX sessions_by_level ON sessions (level);
CREATE INDEX sessions_by_kind ON sessions (kind);
CREATE INDEX sessions_by_track ON sessions (track);
CREATE INDEX slots_by_local_start ON slots (local_start, session_id);
