#!/usr/bin/env node
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

// Before anything else is imported: on a Node older than 22.19 the database library ends the process with a segmentation fault.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Deckhand needs Node.js 22.19 or later; this is ${process.version}. Install a newer Node.js, or run it through npm ("npx deckhand ...") in a directory where "npm ci" put one.\n`,
  );
  process.exit(2);
}

// Files pass through in small short-lived pieces. Left alone, V8 lets its young generation grow to 64 MB for them; kept small, it
// takes a third off the peak memory of a run (bench/crawl.ts measures it). Of V8's flags this one still works at run time.
setFlagsFromString('--semi-space-growth-factor=1');

const { EXIT_CODES } = await import('../model/failure.ts');
const { runCommandLine } = await import('./program.ts');

process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
  // Whoever read our output has had enough (deckhand sql --csv ... | head): that is no failure, and there is nobody left to tell.
  if (code === 'EPIPE') process.exit(EXIT_CODES.ok);
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'its disk is full' : code;
  process.stderr.write(`deckhand: standard output cannot be written (${why}); what is there is not whole.\n`);
  process.exit(EXIT_CODES.no_space);
});

// Nobody hears what we say (deckhand archive ... 2>&1 | head): the work goes on, and its exit code is its own.
process.stderr.on('error', () => {});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  // Opened only by a command that reads it.
  get stdin() {
    return process.stdin;
  },
  pipe: process.stdout,
  env: process.env,
  workingDirectory: process.cwd(),
  signals: process,
});
