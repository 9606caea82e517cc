import { atom } from './atom.ts';
import { bibtex } from './bibtex.ts';
import { csl } from './csl.ts';
import { csv } from './csv.ts';
import { decks } from './decks.ts';
import type { ExportFormat } from './format.ts';
import { ics } from './ics.ts';
import { jsonld } from './jsonld.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import { scheduleXml } from './schedule-xml.ts';
import { warc } from './warc.ts';

/** Every format of `deckhand export`, in the order of its help. */
export const FORMATS: readonly ExportFormat[] = [
  csv,
  ndjson,
  parquet,
  ics,
  scheduleXml,
  jsonld,
  csl,
  bibtex,
  markdown,
  atom,
  decks,
  warc,
];
