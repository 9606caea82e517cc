import { Command } from 'commander';
import { examine } from '../jobs/doctor.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';

export function doctorCommand(io: Io, ended: Ended): Command {
  const command = new Command('doctor').description(
    'check Node, SQLite, Chromium, poppler, LibreOffice, disk, permissions and network, and say what to do',
  );
  return withCommonOptions(command).action(async (options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const { contact, chromium } = settings.config;
    const findings = await examine({
      data: settings.data,
      contact: contact ?? null,
      chromium: chromium ?? null,
      env: io.env,
    });
    const broken = findings.filter((finding) => finding.state === 'broken');
    print(io, settings, { findings }, () => {
      const shown = settings.quiet ? findings.filter((finding) => finding.state !== 'ok') : findings;
      return table(
        ['', 'what', 'found', 'to do'],
        shown.map((finding) => [finding.state, finding.name, finding.found, finding.advice]),
      );
    });
    if (broken.length > 0) ended(broken.some((finding) => finding.name === 'Data directory') ? 'no_space' : 'usage');
  });
}
