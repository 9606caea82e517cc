import type { Programs } from './inspector.ts';
import type { InspectionLimits } from './limits.ts';
import type { PictureWriter } from './pictures.ts';

/** What readers of a file have at hand. */
export interface InspectionTools {
  readonly programs: Programs;
  readonly limits: InspectionLimits;
  readonly pictures: PictureWriter;
  /** For files that programs leave behind; removed with the process. */
  readonly scratch: string;
  /** Milliseconds that are left for the file: what is found by then is kept. */
  readonly timeLeft: () => number;
  /** Says that a program may still run: this process is to take no other file. */
  readonly leftBehind: () => void;
}
