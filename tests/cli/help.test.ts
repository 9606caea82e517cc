import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { deckhand } from '../setup/command-line.ts';

const program = createProgram(
  { stdout: process.stdout, stderr: process.stderr, env: {}, workingDirectory: '/', signals: new EventEmitter() },
  () => {},
);
const commands = program.commands.map((command) => [command.name(), command] as const);

describe('help', () => {
  it.each(commands)('of %s names every argument and option, and what each is for', async (name, command) => {
    const { code, stdout, stderr } = await deckhand([name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(command.description());
    for (const { flags, description } of command.options) {
      expect(flat).toContain(`${flags} ${description}`);
      expect(description).not.toBe('');
    }
    for (const argument of command.registeredArguments) expect(flat).toContain(argument.description);
  });

  it('of the program names every command', async () => {
    const { code, stdout } = await deckhand(['--help']);
    expect(code).toBe(0);
    for (const [name, command] of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
      expect(stdout).toContain(command.description().split(' ').slice(0, 3).join(' '));
    }
  });

  it('is what a bare command line gets, as an error', async () => {
    const { code, stderr } = await deckhand([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Usage: deckhand/);
  });

  it.each([['--version'], ['-V']])('%s prints the version alone', async (flag) => {
    expect((await deckhand([flag])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
