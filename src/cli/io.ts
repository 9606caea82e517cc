import type { EventEmitter } from 'node:events';
import type { Exchange } from '../fetch/exchange.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { ExitName } from '../model/failure.ts';

/** A place to print to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where what a person types, or another program sends, comes from. */
export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  /** Of a terminal: whether every key is handed over as it is pressed, Ctrl-C included. */
  setRawMode?(mode: boolean): unknown;
}

/** What a command line has of the outside world; tests pass their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Default: nothing comes in. */
  readonly stdin?: Input;
  /** Standard output as a stream: takes bytes, and says when it can take more. Without it only text can be printed. */
  readonly pipe?: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Where SIGINT and SIGTERM come from. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Makes the connections of one run. Default: our own, by way of the environment's proxy. */
  readonly connect?: () => Exchange;
}

/** The clock that a command goes by. */
export function clockOf(io: Io): Clock {
  return io.clock ?? systemClock;
}

/** How a command says that it ended; `ok` when it does not. */
export type Ended = (exit: ExitName) => void;
