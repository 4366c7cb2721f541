import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filled, readCommand } from './command.js';

const wordsOf = (text: string): readonly string[] => readCommand(text).words;

describe('the words of a command that learns', () => {
  it('are separated by spaces, and quotes hold together what stands in them, also within a word', () => {
    expect(wordsOf(`fit --in="{train}" '--out={model}'  "a b"c'd "e' ""`)).toEqual([
      'fit',
      '--in={train}',
      '--out={model}',
      'a bcd "e',
      '',
    ]);
    const command = readCommand('fit --in="{train}" {model}');
    expect(filled(command, { train: '/a b/t.csv', model: '/m' })).toEqual(['fit', '--in=/a b/t.csv', '/m']);
  });

  it.each([
    ['fit "{train} {model}', 'a quote is not closed'],
    ["fit {train} {model} it's", 'a quote is not closed'],
    ['"" {train} {model}', 'no program'],
  ])('are refused as %s', (text, said) => {
    expect(() => readCommand(text)).toThrow(said);
  });

  it('name files from where the search was started, since the command runs elsewhere', () => {
    expect(wordsOf('src/apps/../../package.json package.json ./package.json package.jsn src {train} {model}')).toEqual([
      resolve('package.json'),
      resolve('package.json'),
      resolve('package.json'),
      'package.jsn',
      'src',
      '{train}',
      '{model}',
    ]);
    // A program that is given as a text is no name of a file, however long it is.
    const long = 'x.'.repeat(3000);
    expect(wordsOf(`node -e ${long} {train} {model}`)[2]).toBe(long);
    // A program without a folder is looked for on the search path.
    expect(wordsOf('package.json {train} {model}')[0]).toBe('package.json');
  });
});
