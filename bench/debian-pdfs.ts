import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Documentation packages of Debian whose PDFs hold Japanese, Chinese, Korean and Latin text with ligatures; 222 MB in all. */
const PACKAGES = [
  'texlive-lang-japanese',
  'texlive-lang-chinese',
  'texlive-lang-korean',
  'texlive-latex-recommended-doc',
];

/**
 * Fetches real PDFs from Debian's packages into a directory, with apt-get and dpkg-deb, and returns `wanted` of their paths, of each package alike.
 * Throws an Error that says why where they cannot be had.
 */
export function fetchDebianPdfs(directory: string, wanted: number): string[] {
  const ofEach = PACKAGES.map((name) => {
    const place = join(directory, name);
    mkdirSync(place, { recursive: true });
    run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', name], place);
    const file = readdirSync(place).find((entry) => entry.endsWith('.deb'));
    if (file === undefined) throw new Error(`apt-get did not download ${name}`);
    run('dpkg-deb', ['-x', file, '.'], place);
    return readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((entry) => entry.endsWith('.pdf'))
      .toSorted()
      .map((entry) => join(place, entry));
  });
  const inTurn: string[] = [];
  for (let index = 0; ofEach.some((files) => index < files.length); index += 1) {
    for (const files of ofEach) if (files[index] !== undefined) inTurn.push(files[index] ?? '');
  }
  return inTurn.slice(0, wanted);
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (error !== undefined)
    throw new Error(`${program} is not here: these PDFs are had on Debian only`, { cause: error });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr.trim().split('\n').at(-1)}`);
}
