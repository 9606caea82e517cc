import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { distance } from 'fastest-levenshtein';
import type { ExportSelection } from '../archive/export-selection.ts';
import type { ArchiveExport } from '../archive/export-source.ts';
import { EXPORT_TABLES, type ExportTable } from '../archive/export-tables.ts';
import { refuseOwnPart } from '../archive/own-parts.ts';
import type { ExportFormat, ExportOutput, FilesFormat, FilesReport } from '../exports/format.ts';
import { FORMATS } from '../exports/formats.ts';
import { DEFAULT_TEMPLATE, parseTemplate } from '../exports/name-template.ts';
import { asOutputError } from '../exports/output-error.ts';
import { webAddress } from '../exports/web-address.ts';
import { look } from '../jobs/start.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { UsageError } from '../model/failure.ts';
import { destinationOf, send } from './export-output.ts';
import { type SelectionFlags, selectionOf, withSelectionOptions } from './export-selection.ts';
import type { Ended, Io } from './io.ts';
import { type Settings, settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';

type Flags = Parameters<typeof settingsOf>[0] &
  SelectionFlags & {
    readonly output?: string;
    readonly force?: true;
    readonly table?: ExportTable;
    readonly escapeFormulas?: true;
    readonly template?: string;
    readonly link?: true;
    readonly allVersions?: true;
    readonly withDecks?: true;
    readonly self?: string;
  };

/** Options that some formats have: an option without effect would be taken for one with. */
const OWN_OPTIONS: Readonly<
  Partial<Record<keyof Flags, { readonly flag: string; readonly formats: readonly string[] }>>
> = {
  table: { flag: '--table', formats: ['csv', 'ndjson', 'parquet'] },
  escapeFormulas: { flag: '--escape-formulas', formats: ['csv'] },
  template: { flag: '--template', formats: ['decks'] },
  link: { flag: '--link', formats: ['decks'] },
  allVersions: { flag: '--all-versions', formats: ['decks'] },
  withDecks: { flag: '--with-decks', formats: ['warc'] },
  self: { flag: '--self', formats: ['atom'] },
};

export function exportCommand(io: Io, ended: Ended): Command {
  const command = new Command('export')
    .description('the archive, or a selection of it, in another format')
    .addArgument(new Argument('<format>', FORMATS.map(({ name, description }) => `${name}: ${description}`).join('; ')))
    .argument('[conference...]', 'only these (default: all)');
  withSelectionOptions(command)
    .option('--output <path>', 'the file to write, "-" for standard output (the default); for decks the directory')
    .option('--force', 'replace the file if it is there')
    .addOption(
      new Option('--table <table>', 'csv, ndjson, parquet: what a row is (default: sessions)').choices(EXPORT_TABLES),
    )
    .option('--escape-formulas', 'csv: an apostrophe before what a spreadsheet would take for a formula')
    .option('--template <template>', `decks: how files are called (default: ${DEFAULT_TEMPLATE})`)
    .option('--link', 'decks: hard links to the stored files where possible, for trees that nobody edits')
    .option('--all-versions', 'decks: older versions too, marked (v1)')
    .option('--with-decks', 'warc: the stored files too')
    .option('--self <address>', 'atom: where the feed will be found, which it then says itself', parseAddress);
  return withCommonOptions(command).action(async (formatName: string, names: string[], flags: Flags) => {
    const settings = settingsOf(flags, io);
    const format = formatNamed(formatName);
    refuseForeignOptions(format, flags);
    if (format.kind === 'files') await exportFiles(io, ended, settings, format, names, flags);
    else await exportStream(io, settings, format, names, flags);
  });
}

/** Throws a `UsageError` that names the formats, and the nearest first. */
function formatNamed(name: string): ExportFormat {
  const format = FORMATS.find((each) => each.name === name);
  if (format !== undefined) return format;
  const formats = FORMATS.map((each) => each.name);
  const near = formats
    .map((each) => ({ each, edits: distance(name.toLowerCase(), each) }))
    .filter(({ edits }) => edits <= 2)
    .toSorted((a, b) => a.edits - b.edits)
    .at(0);
  throw new UsageError(
    'unknown_format',
    `There is no format "${name}".${near === undefined ? '' : ` Did you mean ${near.each}?`} There are: ${formats.join(', ')}.`,
  );
}

function refuseForeignOptions({ name, kind }: ExportFormat, flags: Flags): void {
  for (const [option, { flag, formats }] of Object.entries(OWN_OPTIONS)) {
    if (flags[option as keyof Flags] === undefined || formats.includes(name)) continue;
    throw new UsageError('foreign_option', `${flag} is for ${formats.join(', ')}; ${name} has no use of it.`);
  }
  if (kind === 'files' && flags.force !== undefined) {
    throw new UsageError('foreign_option', `--force is for files; ${name} overwrites nothing of yours in any case.`);
  }
}

async function exportStream(
  io: Io,
  settings: Settings,
  format: Exclude<ExportFormat, FilesFormat>,
  names: readonly string[],
  flags: Flags,
): Promise<void> {
  const destination = destinationOf(io, format, flags);
  if (destination.kind === 'file') refuseOwnPart(settings.data, destination.path);
  const result = await look(settings.data, async (archive) => {
    const selection = selectionOf(names, flags, archive);
    const source = archive.exports(selection);
    try {
      const bytes = await send(io, destination, flags.force ?? false, (output) =>
        write(format, source, output, selection, flags),
      );
      return { bytes, sessions: source.sessionCount };
    } finally {
      source.close();
    }
  });
  noteEmpty(io, settings, result.sessions);
  if (destination.kind === 'stdout') return;
  const report = { format: format.name, output: destination.path, ...result };
  print(io, settings, report, () =>
    settings.quiet
      ? ''
      : `${destination.path}: ${counted(result.sessions, 'session')} selected, ${showBytes(result.bytes)}`,
  );
}

function write(
  format: Exclude<ExportFormat, FilesFormat>,
  source: ArchiveExport,
  output: ExportOutput,
  selection: ExportSelection,
  { table = 'sessions', escapeFormulas, withDecks, self }: Flags,
): Promise<void> {
  if (format.kind === 'table') {
    return format.write(source, output, { table, escapeFormulas: escapeFormulas ?? false });
  }
  if (format.kind === 'pages') return format.write(source, output, { withDecks: withDecks ?? false });
  if (format.kind === 'feed') return format.write(source, output, { selection, address: self ?? null });
  return format.write(source, output);
}

function parseAddress(text: string): string {
  const address = webAddress(text);
  if (address === null) throw new InvalidArgumentError('It must be an address, such as https://example.org/feed.xml.');
  return address;
}

async function exportFiles(
  io: Io,
  ended: Ended,
  settings: Settings,
  format: FilesFormat,
  names: readonly string[],
  flags: Flags,
): Promise<void> {
  if (flags.output === undefined || flags.output === '-' || flags.output === '') {
    throw new UsageError('output_needed', `${format.name} makes a directory. Name it, as in: --output slides`);
  }
  const directory = resolve(io.workingDirectory, flags.output);
  const template = flags.template ?? DEFAULT_TEMPLATE;
  // Before the archive is looked for: a slip in the template is told at once.
  parseTemplate(template);
  const request = {
    directory,
    template,
    allVersions: flags.allVersions ?? false,
    by: flags.link === true ? ('link' as const) : ('copy' as const),
  };
  const { sessions, ...report } = await look(settings.data, async (archive) => {
    const source = archive.exports(selectionOf(names, flags, archive));
    try {
      return { ...(await format.write(source, request)), sessions: source.sessionCount };
    } catch (error) {
      throw asOutputError(error, directory);
    } finally {
      source.close();
    }
  });
  noteEmpty(io, settings, sessions);
  print(io, settings, { format: format.name, output: directory, ...report }, () =>
    filesText(directory, report, settings.quiet),
  );
  if (report.missing.length > 0) ended('damaged');
  else if (report.beside.some(({ path }) => path === null)) ended('partial');
}

function noteEmpty(io: Io, settings: Settings, sessions: number): void {
  if (sessions === 0 && !settings.quiet) io.stderr.write('deckhand: no session is selected\n');
}

function filesText(directory: string, report: FilesReport, quiet: boolean): string {
  const { copied, linked, replaced, unchanged, bytes } = report;
  const notes = [
    ...report.beside.map(({ taken, path }) =>
      path === null
        ? `! ${taken} holds something that is not of this archive, and so does its other name: the file was not exported.`
        : `! ${taken} holds something that is not of this archive: it stays, and the file is ${path}.`,
    ),
    ...report.missing.map(
      (path) =>
        `! The stored file ${path} is missing. "deckhand verify" names every such file; restore it from a backup.`,
    ),
  ];
  const done = [
    copied > 0 ? `${counted(copied, 'file')} copied` : null,
    linked > 0 ? `${linked} linked` : null,
    replaced > 0 ? `${replaced} replaced by newer versions` : null,
    unchanged > 0 ? `${unchanged} there already` : null,
  ].filter((part) => part !== null);
  const total = `${directory}: ${done.length === 0 ? 'no file is selected' : done.join(', ')}${bytes > 0 ? ` (${showBytes(bytes)})` : ''}`;
  return [...notes, ...(quiet ? [] : [total])].join('\n');
}
