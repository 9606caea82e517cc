/**
 * `npm test`: says what it does, gets a Chromium if there is none, checks format, types and lint, builds, and runs every test. Ends with one
 * line `N passed, N failed`, in which each check counts as a test does. Exit code 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian puts it. */
const CHROMIUM = '/usr/bin/chromium';

const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['format', ['npm', 'run', '--silent', 'check:format']],
  ['types', ['npm', 'run', '--silent', 'check:types']],
  ['lint', ['npm', 'run', '--silent', 'check:lint']],
  ['build', ['npm', 'run', '--silent', 'build']],
  ['package', ['npm', 'run', '--silent', 'check:package']],
];

function say(text: string): void {
  process.stdout.write(`\n=== ${text}\n`);
}

function run(command: readonly string[]): boolean {
  const [program = '', ...args] = command;
  return spawnSync(program, args, { stdio: 'inherit' }).status === 0;
}

async function ensureChromium(): Promise<void> {
  if (existsSync(CHROMIUM)) return;
  const { chromium } = await import('playwright');
  if (existsSync(chromium.executablePath())) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('There is no Chromium for the browser tests: installing Debian’s (apt-get install chromium)');
    run(['apt-get', 'update']);
    run(['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']);
  } else {
    say('There is no Chromium for the browser tests: installing Playwright’s (npx playwright install chromium)');
    run(['npx', 'playwright', 'install', 'chromium']);
  }
}

function runTests(): { passed: number; failed: number; skipped: number } {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-tests-'));
  const results = join(directory, 'results.json');
  const config = ['--config', 'tests/vitest.config.ts'];
  const ok = run([
    'npx',
    'vitest',
    'run',
    ...config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
      readFileSync(results, 'utf8'),
    ) as Record<string, number>;
    // A file that cannot even be loaded has no failed test in it.
    const failed = numFailedTests || (ok ? 0 : numFailedTestSuites || 1);
    return { passed: numPassedTests ?? 0, failed: failed ?? 1, skipped: numPendingTests ?? 0 };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

say(
  'npm test: format, types, lint, build, package; then every test, with real servers on loopback and a real Chromium',
);
if (process.env['DECKHAND_CORPUS'] === undefined) {
  process.stdout.write('DECKHAND_CORPUS is not set: the tests against data of real conferences are skipped.\n');
}
await ensureChromium();
const broken = CHECKS.filter(([name, command]) => {
  say(name);
  return !run(command);
}).map(([name]) => name);
say('tests');
const tests = runTests();
for (const name of broken) process.stdout.write(`failed: ${name}\n`);
const passed = tests.passed + CHECKS.length - broken.length;
const failed = tests.failed + broken.length;
process.stdout.write(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}\n`);
process.exitCode = failed === 0 ? 0 : 1;
