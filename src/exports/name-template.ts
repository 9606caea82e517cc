import { closest } from 'fastest-levenshtein';
import type { ExportFile, ExportLink, ExportSession } from '../archive/export-records.ts';
import { UsageError } from '../model/failure.ts';
import { fileName, MAX_NAME_BYTES, MAX_PATH_BYTES, nameText } from './file-name.ts';

/** A stored file and where it comes from: what a name is made of. */
export interface NamedFile {
  readonly session: ExportSession;
  readonly link: ExportLink;
  readonly file: ExportFile;
}

/** How files are called where nothing else is said. */
export const DEFAULT_TEMPLATE = '{conference}/{day} {title} - {speakers}.{ext}';

/** The fields of a template, each with what it gives; '' where the archive does not know. */
export const TEMPLATE_FIELDS: Readonly<Record<string, (of: NamedFile) => string | null>> = {
  conference: ({ session }) => session.conference.slug,
  series: ({ session }) => session.conference.series,
  day: ({ session }) => startOf(session)?.slice(0, 10) ?? null,
  start: ({ session }) => startOf(session)?.slice(11, 16).replace(':', '') ?? null,
  title: ({ session }) => session.title,
  speakers: ({ session }) => session.people.map(({ name }) => name).join(', '),
  companies: ({ session }) => [...new Set(session.people.flatMap(({ company }) => company ?? []))].join(', '),
  track: ({ session }) => session.track,
  level: ({ session }) => session.level,
  kind: ({ session }) => session.kind,
  room: ({ session }) => session.slots[0]?.room ?? null,
  key: ({ session }) => session.key,
  version: ({ file }) => String(file.version),
  label: ({ link, file }) => withoutExtension(link.label ?? file.publishedName ?? '', file.extension),
  sha: ({ file }) => file.sha256.slice(0, 8),
  ext: ({ file }) => file.extension,
};

/** A checked template. */
export interface NameTemplate {
  readonly uses: ReadonlySet<string>;
  /** The path of a file below the export's directory, with `/`; `mark` stands before the extension: ` (v1)`. */
  path(of: NamedFile, mark: string): string;
}

/** A piece of a name: words as they stand, or a field. */
type Piece = { readonly text: string } | { readonly field: string };

const ENDING = '.{ext}';

/**
 * Reads a template such as `{conference}/{day} {title}.{ext}`. Throws a `UsageError` that points at the place: an unknown field, a brace without
 * its other, an empty or hidden directory, a name that does not end in `.{ext}`.
 */
export function parseTemplate(template: string): NameTemplate {
  const refuse = (at: number, what: string): never => {
    throw new UsageError('bad_template', `--template: ${what}\n  ${template}\n  ${' '.repeat(at)}^`);
  };
  if (!template.endsWith(ENDING)) {
    refuse(template.length, `a file's name ends in ${ENDING}, so that programs know what it is.`);
  }
  const uses = new Set<string>(['ext']);
  let at = 0;
  const components = template.slice(0, -ENDING.length).split('/');
  const parsed = components.map((component, index) => {
    const pieces = piecesOf(component, at, refuse);
    for (const piece of pieces) if ('field' in piece) uses.add(piece.field);
    if (component === '' && index === 0 && components.length > 1) {
      refuse(at, 'a name lies below the directory of --output and begins with no "/".');
    }
    if (/^[\s.]*$/.test(component)) refuse(at, 'a name is missing here: "", "." and ".." are none.');
    at += component.length + 1;
    return pieces;
  });
  const most = Math.min(MAX_NAME_BYTES, Math.floor(MAX_PATH_BYTES / parsed.length) - 1);
  if (most < LEAST_NAME_BYTES) refuse(0, `${parsed.length - 1} directories are too many.`);

  return {
    uses,
    path(of, mark) {
      const extension = `.${of.file.extension}`;
      return parsed
        .map((pieces, index) => {
          const stem = pieces.map((piece) => ('text' in piece ? piece.text : valueOf(piece.field, of))).join('');
          return index === parsed.length - 1
            ? fileName(stem, mark + extension, 'untitled', most)
            : fileName(stem, '', 'unknown', most);
        })
        .join('/');
    },
  };
}

/** A name shorter than this tells nothing. */
const LEAST_NAME_BYTES = 60;

function piecesOf(component: string, start: number, refuse: (at: number, what: string) => never): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of component.matchAll(/\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    const [whole, field] = match;
    at = start + match.index;
    if (field !== undefined) pieces.push({ field: knownField(field, at, refuse) });
    else if (whole === '{' || whole === '}') refuse(at, `this brace has no other. Fields are written {title}.`);
    else {
      const bad = /[\\:"<>|?*\p{Cc}]/u.exec(whole);
      if (bad !== null) refuse(at + bad.index, 'not every system takes this character in a name.');
      pieces.push({ text: whole });
    }
  }
  return pieces;
}

function knownField(name: string, at: number, refuse: (at: number, what: string) => never): string {
  const names = Object.keys(TEMPLATE_FIELDS);
  if (Object.hasOwn(TEMPLATE_FIELDS, name)) return name;
  return refuse(
    at,
    `there is no field {${name}}. Did you mean {${closest(name, names)}}? There are: ${names.join(', ')}.`,
  );
}

function valueOf(field: string, of: NamedFile): string {
  return nameText(TEMPLATE_FIELDS[field]?.(of) ?? '');
}

/** `Slides.pdf` as `Slides`: the name's ending says it again. */
function withoutExtension(name: string, extension: string): string {
  const ending = `.${extension}`;
  return name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
}

function startOf({ slots: [slot] }: ExportSession): string | null {
  return slot?.localStart ?? slot?.startsAt ?? null;
}
