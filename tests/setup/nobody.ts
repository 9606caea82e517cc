/** The user id of someone who owns nothing here. */
export const NOBODY = 65_534;

/** Does something as a user who may write nothing here: root may write anywhere. */
export function asNobody<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}
