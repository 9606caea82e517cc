import { Command } from 'commander';
import { refuseDamagedPages } from '../jobs/database-defects.ts';
import { type Defect, isDamage } from '../jobs/defect.ts';
import { createProgress } from '../jobs/progress.ts';
import { type RepairReport, repairArchive } from '../jobs/repair/repair.ts';
import { repairPlan } from '../jobs/repair/repair-plan.ts';
import { look } from '../jobs/start.ts';
import { addressesOf } from '../jobs/target.ts';
import { type Verification, verifyArchive } from '../jobs/verify.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { UsageError } from '../model/failure.ts';
import { execute } from './execute.ts';
import { clockOf, type Ended, type Io } from './io.ts';
import { type Settings, settingsOf, withCommonOptions, withNetworkOptions } from './options.ts';
import { print } from './output.ts';
import { reportText } from './report-text.ts';
import { drawProgress } from './terminal-progress.ts';

/** Options that only a repair has a use for, as commander names them. */
const REPAIR_OPTIONS = [
  'dryRun',
  'maxFiles',
  'maxBytes',
  'maxTime',
  'maxFileBytes',
  'pace',
  'connections',
  'allowHost',
];

export function verifyCommand(io: Io, ended: Ended): Command {
  const command = new Command('verify')
    .description(
      'read every stored file and compare its SHA-256; check the captures, the pictures, the database and its full-text indexes',
    )
    .option('--repair', 'mend what can be mended: fetch files again, make pictures and indexes again');
  withNetworkOptions(withCommonOptions(command));
  type Flags = Parameters<typeof settingsOf>[0] & { readonly repair?: true };
  return command.action(async (options: Flags) => {
    const settings = settingsOf(options, io);
    if (options.repair === true && !settings.dryRun) return repair(io, ended, settings);
    const given = REPAIR_OPTIONS.find((name) => name in options);
    if (options.repair !== true && given !== undefined) {
      const flag = `--${given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(
        'repair_only',
        `${flag} goes with --repair: without it, verify asks nobody and changes nothing.`,
      );
    }
    const verification = await verify(io, settings);
    const plan = options.repair === true ? repairPlan(verification.defects) : null;
    const damaged = verification.defects.filter(isDamage).length;
    const document = asDocument(verification);
    const planned = plan?.map(({ whats, step, would }) => ({ whats, step: step.do, would }));
    print(io, settings, planned === undefined ? document : { ...document, plan: planned }, () => {
      // What was given up before needs nobody any more.
      const shown = settings.quiet ? verification.defects.filter(({ kind }) => kind !== 'lost') : verification.defects;
      const lines = [
        ...shown.map((defect) => `! ${defect.message}`),
        ...(plan ?? []).map(({ step, would }) => (step.do === 'nothing' ? would : `Would ${would}.`)),
      ];
      return (settings.quiet ? lines : [...lines, verdict(verification)]).join('\n');
    });
    ended(damaged === 0 ? 'ok' : 'damaged');
  });
}

async function verify(io: Io, settings: Settings): Promise<Verification> {
  const drawing = io.stderr.isTTY === true && !settings.quiet ? drawProgress(io.stderr, Date.now) : null;
  const progress = createProgress(drawing?.listener ?? (() => undefined));
  return look(settings.data, (archive, store, pictures) =>
    verifyArchive({ archive, store, pictures, progress, clock: clockOf(io), alone: false }),
  ).finally(() => drawing?.clear());
}

async function repair(io: Io, ended: Ended, settings: Settings): Promise<void> {
  const result: { repair: RepairReport | null } = { repair: null };
  const report = await execute(io, settings, {
    command: 'verify --repair',
    mode: 'write',
    prepare: (archive) => {
      refuseDamagedPages(archive);
      return archive.conferences.all().flatMap(addressesOf);
    },
    job: async (run) => {
      result.repair = await repairArchive(run);
    },
  });
  const { repair: found } = result;
  const document = found && {
    backup: found.backup,
    repairs: found.repairs,
    before: asDocument(found.before),
    after: found.after && asDocument(found.after),
  };
  print(io, settings, { ...report, repair: document }, () => {
    const text = reportText(report, settings.quiet);
    if (found === null || settings.quiet) return text;
    const { backup, repairs, before, after } = found;
    return [
      ...(backup === null ? [] : [`The database as it was before: ${backup}`]),
      ...repairs.filter(({ outcome }) => outcome === 'mended').map(({ message }) => `+ ${message}`),
      text,
      ...(before.defects.length === 0 ? [] : [`before: ${verdict(before)}`]),
      ...(after === null ? [] : [before.defects.length === 0 ? verdict(after) : `after: ${verdict(after)}`]),
    ].join('\n');
  });
  ended(report.exit);
}

/** What was looked at, and how many defects there are. */
function verdict({ files, bytes, captures, pictures, defects }: Verification): string {
  const damaged = defects.filter(isDamage).length;
  const found = damaged === 0 ? 'all as they were written' : counted(damaged, 'defect');
  return `${counted(files, 'file')} (${showBytes(bytes)}), ${counted(captures, 'captured page')} and ${counted(pictures, 'picture')} read, the database and its full-text indexes checked: ${found}`;
}

/** A verification as `--json` prints it. */
function asDocument({ defects, ...counts }: Verification) {
  return { ...counts, defects: defects.map(({ kind, what, message }: Defect) => ({ kind, what, message })) };
}
