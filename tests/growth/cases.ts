import type { Case } from './growing.ts';
import { PAGES } from './page-cases.ts';
import { REPEATED, TEXTS } from './text-cases.ts';

/** All of them, by what they are. */
export const CASES: Readonly<Record<string, Case>> = { ...REPEATED, ...TEXTS, ...PAGES };
