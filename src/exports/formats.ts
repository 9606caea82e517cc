import { csv } from './csv.ts';
import { decks } from './decks.ts';
import type { ExportFormat } from './format.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import { warc } from './warc.ts';

/** Every format of `deckhand export`, in the order of its help. */
export const FORMATS: readonly ExportFormat[] = [csv, ndjson, parquet, markdown, decks, warc];
