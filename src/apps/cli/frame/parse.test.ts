import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse.js';
import { type CommandSpec, EXIT } from './spec.js';

const command: CommandSpec = {
  name: 'try',
  summary: '',
  usage: ['tribune try'],
  positionals: { name: 'A', min: 0, max: 2 },
  options: {
    cutoff: { type: 'string', value: 'C', help: '' },
    json: { type: 'boolean', short: 'j', help: '' },
    tally: { type: 'string', value: 'F', multiple: true, choices: ['a', 'b'], help: '' },
  },
  examples: [],
  run: () => Promise.resolve(EXIT.pass),
};

describe('numbers below zero', () => {
  it.each(['-0.5', '-3', '-.25', '-1e-3'])('%s is the value of the option before it', (number) => {
    expect(parseCommand(command, ['a', '--cutoff', number, '--json']).options).toMatchObject({
      cutoff: number,
      json: true,
    });
  });

  it('an option without its value is still told', () => {
    expect(() => parseCommand(command, ['--cutoff', '--json'])).toThrow(/--cutoff/);
    expect(() => parseCommand(command, ['--json', '-5'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('a word with the character NUL', () => {
  it.each([['a\0b'], ['--cutoff', '1\0'], ['--cutoff=\0'], ['--\0']])(
    '%j is refused wherever it stands',
    (...words) => {
      expect(() => parseCommand(command, words)).toThrow(
        expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('holds the character NUL') }),
      );
    },
  );
});

describe('an option that is given twice', () => {
  it.each([
    [['--cutoff', '1', '--cutoff', '2'], /--cutoff is given twice/],
    [['--cutoff=1', '--cutoff=1'], /--cutoff is given twice/],
    [['-j', '--json'], /--json is given twice/],
    [['-jj'], /--json is given twice/],
    [['--tally', 'a', '--tally', 'a'], /--tally a is given twice/],
    [['--tally', 'a', '--tally', 'c'], /--tally c: not one of a, b/],
  ])('%j is refused', (words, message) => {
    expect(() => parseCommand(command, words)).toThrow(message);
  });

  it('a choice that is misspelt is refused with the one that is near', () => {
    const learner = { type: 'string', choices: ['tree', 'scorecard'], help: '' } as const;
    const choosing: CommandSpec = { ...command, options: { learner } };
    expect(() => parseCommand(choosing, ['--learner', 'scorcard'])).toThrow(
      expect.objectContaining({ remedy: 'Did you mean --learner scorecard?' }),
    );
  });

  it('is taken where it says that it repeats, and after -- it is a name', () => {
    expect(parseCommand(command, ['--tally', 'a', '--tally', 'b']).options.tally).toEqual(['a', 'b']);
    expect(parseCommand(command, ['--json', '--', '--json']).positionals).toEqual(['--json']);
  });
});
