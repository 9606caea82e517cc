/** One line of the text format: a name, labels whose values know three escapes, and a number. */
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * Reads the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details) as strictly as its
 * text says: each metric has its HELP, then its TYPE, then all its lines together; no line comes twice; the last one ends with a line feed.
 * Returns the value of each series, by name and labels as written. Throws for anything else.
 */
export function samplesOf(text: string): Map<string, number> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const samples = new Map<string, number>();
  const finished = new Set<string>();
  let current: string | null = null;
  let typed = false;
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\[\\n])*$/.exec(line)?.[1];
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line);
    const sample = SAMPLE.exec(line);
    if (help !== undefined) {
      if (current !== null) finished.add(current);
      if (finished.has(help)) throw new Error(`${help} comes twice`);
      current = help;
      typed = false;
    } else if (type !== null) {
      if (type[1] !== current || typed) throw new Error(`a TYPE out of place: ${line}`);
      typed = true;
    } else if (sample !== null) {
      if (sample[1] !== current || !typed) throw new Error(`a sample out of place: ${line}`);
      const series = `${sample[1]}{${sample[2]}}`;
      if (samples.has(series)) throw new Error(`${series} comes twice`);
      samples.set(series, Number(sample[3]));
    } else throw new Error(`no line of the format: ${line}`);
  }
  return samples;
}
