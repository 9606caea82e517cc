import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { findPrograms } from '../decks/inspection/programs.ts';
import { type Night, type NightItem, planNight } from '../jobs/night.ts';
import { nightFacts } from '../jobs/night-facts.ts';
import { nightly } from '../jobs/nightly.ts';
import { look } from '../jobs/start.ts';
import { addressesOf } from '../jobs/target.ts';
import { counted } from '../model/amounts.ts';
import { execute } from './execute.ts';
import { clockOf, type Ended, type Io } from './io.ts';
import { settingsOf, withCommonOptions, withNetworkOptions } from './options.ts';
import { print, table } from './output.ts';
import { reportText } from './report-text.ts';

export function nightlyCommand(io: Io, ended: Ended): Command {
  const command = new Command('nightly').description(
    'do whatever is due for the conferences of the archive: programmes, decks, slides',
  );
  withNetworkOptions(withCommonOptions(command));
  return command.action(async (options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const plan = (): Promise<Night> => {
      const now = clockOf(io).now();
      return look(settings.data, (archive) =>
        planNight(nightFacts({ archive, programs: findPrograms(io.env) }, now, settings.budgets.maxFiles), now),
      );
    };
    if (settings.dryRun) {
      const night = await plan();
      print(io, settings, night, () => nightText(night));
      return;
    }
    const report = await execute(io, settings, {
      command: 'nightly',
      mode: 'write',
      prepare: (archive) => archive.conferences.all().flatMap(addressesOf),
      job: (run) => nightly(run, editions),
      tells: true,
    });
    const idle = !settings.quiet && report.conferences.length === 0 && report.notes.length === 0;
    const nothing = idle ? `${nightText(await plan())}\n` : '';
    print(io, settings, report, () => `${nothing}${reportText(report, settings.quiet)}`);
    ended(report.exit);
  });
}

/** The plan as a person reads it. */
function nightText({ items, robots, requests, next }: Night): string {
  const coming = next === null ? '' : ` The next conference to be read is ${next.conference}, from ${next.at}.`;
  if (items.length === 0) return `Nothing is due.${coming}`;
  const rows = items.map((item) => [
    item.conference,
    taskOf(item),
    item.waits ?? item.reason,
    item.waits === null ? item.requests : 0,
  ]);
  return [
    table(['conference', 'task', 'why', 'requests'], rows),
    `${counted(requests, 'request')}${robots.length === 0 ? '' : `, robots.txt of ${counted(robots.length, 'server')} among them`}.${coming}`,
  ].join('\n');
}

function taskOf({ task, count, waits }: NightItem): string {
  const what = {
    correct: 'correct',
    read: 'read',
    download: `download ${counted(count, 'file')}`,
    inspect: `inspect ${counted(count, 'file')}`,
  }[task];
  return waits === null ? what : `(${what})`;
}
