/** The part of pino that the client uses. */
export interface Log {
  debug(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}
