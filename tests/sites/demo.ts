/**
 * `npm run demo`: archives HarbourConf 2024, a conference that never was, from a replica of its Sched site on this machine,
 * with the built command line and at its usual pace, and shows what one can do with the archive afterwards.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { harbour } from './harbour/conference.ts';
import { altered } from './sched/programme-changes.ts';
import { startSite } from './sched/site.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = 'dist/src/cli/bin.js';
const DATA = 'data/demo';
/** What an address on this machine cannot say of itself. */
const AS = ['--as', 'harbourconf-2024', '--platform', 'sched', '--zone', 'Europe/Copenhagen'];
const DATABASE = `${DATA}/archive.sqlite`;

const QUERIES = [
  [
    'What was said about storage, and is the deck there?',
    `sqlite3 -box ${DATABASE} "SELECT day, title, speakers, level, decks FROM session_overview WHERE track = 'Storage'"`,
  ],
  [
    'Which files are they, and where do they lie?',
    `sqlite3 -box ${DATABASE} "SELECT title, label, bytes, media_type, path FROM deck_overview WHERE is_current = 1"`,
  ],
  ['Which sessions have no deck, and why?', `sqlite3 -box ${DATABASE} "SELECT title, reason FROM missing_decks"`],
] as const;

if (existsSync(new URL(`../../${BIN}`, import.meta.url))) {
  process.exitCode = await demonstrate();
} else {
  process.stderr.write(`${BIN} is not there yet. Run \`npm run build\`, then \`npm run demo\` again.\n`);
  process.exitCode = 2;
}

/** The exit code of the first command that fails, or 0. */
async function demonstrate(): Promise<number> {
  // The demonstration stays on this machine: its one link to a slide host elsewhere is left out.
  const programme = altered('1cQb1', { descriptionHtml: 'Forecasts degrade gracefully. Do your queues?' });
  // The same addresses each time, where they are free: a second run then finds that nothing has changed.
  const site = await startSite(harbour, { programme, port: 8471, filesPort: 8472 }).catch(() =>
    startSite(harbour, { programme }),
  );
  // Ctrl-C reaches the command too, which ends in its own good time and still needs the site.
  process.on('SIGINT', () => undefined);
  try {
    say(`HarbourConf 2024 is served at ${site.origin}, its decks at ${site.filesOrigin}.`);
    // A page may not send us to a private address unless the operator names it: here the decks have a server of their own.
    const decks = ['--allow-host', new URL(site.filesOrigin).host];
    const archived = await deckhand(['archive', site.origin, ...AS, ...decks, '--data', DATA]);
    if (archived !== 0) return archived;
    say(`The archive is ${DATABASE}, the decks lie beside it in ${DATA}/decks. Some questions to ask:`);
    for (const [question, command] of QUERIES) process.stdout.write(`  ${question}\n    ${command}\n`);
    process.stdout.write(
      `  A trip report of the first day:\n    npx deckhand export markdown --day 2024-05-14 --data ${DATA}\n  And in words, over sessions and slides:\n    npx deckhand search mesh --data ${DATA}\n`,
    );
    say('Which answers:');
    return await deckhand(['search', 'mesh', '--data', DATA]);
  } finally {
    await site.close();
  }
}

function say(line: string): void {
  process.stdout.write(`\n${line}\n\n`);
}

/** Runs the built command line, its output shown as it comes. Resolves to its exit code. */
function deckhand(args: readonly string[]): Promise<number> {
  process.stdout.write(`$ deckhand ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
