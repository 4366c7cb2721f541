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
    json: { type: 'boolean', help: '' },
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
