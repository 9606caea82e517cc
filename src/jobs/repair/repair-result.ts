import type { Repair, Step } from './repair-plan.ts';

/** Whether something was mended, and a sentence about what was done. */
export interface Result {
  readonly outcome: 'mended' | 'left';
  readonly message: string;
}

export function mended(message: string): Result {
  return { outcome: 'mended', message };
}

export function left(message: string): Result {
  return { outcome: 'left', message };
}

export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

/** A step of the plan, and what it is about. */
export type RepairBy<Do extends Step['do']> = Omit<Repair, 'step'> & { readonly step: StepOf<Do> };
