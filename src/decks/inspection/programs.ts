import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { PROGRAMS, type Program, type Programs } from './inspector.ts';

/** Other names and places of a program, tried after its own name in the PATH. */
const ELSEWHERE: Readonly<Partial<Record<Program, readonly string[]>>> = {
  soffice: ['libreoffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'],
};

/** Where each program is, by the PATH of an environment; null for one that is not installed. */
export function findPrograms(env: Readonly<Record<string, string | undefined>>): Programs {
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const find = (program: Program): string | null => {
    const places = [program, ...(ELSEWHERE[program] ?? [])].flatMap((name) =>
      name.startsWith('/') ? [name] : directories.map((directory) => resolve(directory, name)),
    );
    return places.find(isProgram) ?? null;
  };
  return Object.fromEntries(PROGRAMS.map((program) => [program, find(program)])) as Record<Program, string | null>;
}

/** The programs of poppler come in one package and are used together or not at all. */
export const POPPLER = ['pdfinfo', 'pdftotext', 'pdftoppm'] as const;

export function hasPoppler(programs: Programs): programs is Programs & Record<(typeof POPPLER)[number], string> {
  return POPPLER.every((program) => programs[program] !== null);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
