import type { Edition } from '../src/model/edition.ts';
import { kubecon } from './kubecon.ts';
import { opensdsMiniSummit } from './opensds-mini-summit.ts';

/** Every conference that Deckhand knows by name: one line a series, each in a small file of its own. */
export const editions: readonly Edition[] = [...kubecon, ...opensdsMiniSummit];
