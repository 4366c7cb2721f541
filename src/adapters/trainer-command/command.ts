import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import { nearName } from '../../core/base/suggest.js';

/** A command of the user, split into words that hold placeholders. */
export interface TrainerCommand {
  /** As it was given. */
  readonly text: string;
  readonly words: readonly string[];
  /** Whether it writes scores itself; else its model is read and scored here. */
  readonly scores: boolean;
}

/** Files that a command is given the paths of. */
export const PLACES = ['train', 'people', 'weights', 'params', 'model', 'scores'] as const;

/** A stretch of anything but spaces, parts of which may be quoted; and those parts. */
const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;
const QUOTED = /"([^"]*)"|'([^']*)'/g;

/** A file that a word names from where the search was started, by its whole path: the command runs in another folder. */
function fromHere(word: string, place: number): string {
  // A program without a folder is looked for on the search path, and a word without a dot is hardly a file.
  if (!(place === 0 ? /[\\/]/ : /[.\\/]/).test(word)) return word;
  return existsSync(word) && statSync(word).isFile() ? resolve(word) : word;
}

/**
 * Reads a command: words separated by spaces, quoted where they hold some. No shell runs it. Files that it names are found from where the search
 * was started.
 *
 * @throws TribuneError USAGE where a placeholder is unknown or missing
 */
export function readCommand(text: string): TrainerCommand {
  const words = (text.match(WORD) ?? []).map((word) =>
    word.replace(QUOTED, (_, double?: string, single?: string) => double ?? single!),
  );
  const named = words.flatMap((word) => [...word.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!));
  const wrong = (message: string, remedy: string): TribuneError =>
    new TribuneError('USAGE', `--trainer: ${message}`, { remedy });
  if (text.replace(WORD, '').trim() !== '')
    throw wrong('a quote is not closed', `Close it, or put what holds it into quotes of the other kind: "it's".`);
  if (words[0] === '')
    throw wrong('no program', 'Begin with the program that learns: "python3 train.py {train} {model}".');
  const stray = named.find((name) => !(PLACES as readonly string[]).includes(name));
  if (stray !== undefined)
    throw wrong(
      `{${stray}} stands for nothing`,
      `${nearName(stray, PLACES)}There are: ${PLACES.map((name) => `{${name}}`).join(', ')}.`,
    );
  const has = (name: (typeof PLACES)[number]): boolean => named.includes(name);
  if (!has('train')) throw wrong('no {train}', 'Say where the command finds the people to learn from: {train}.');
  if (has('scores') !== has('people'))
    throw wrong(
      has('scores') ? 'it writes {scores} of whom?' : 'it reads {people} and writes no {scores}',
      'Name both, {people} and {scores}, or neither and a {model} of a format that Tribune reads.',
    );
  if (!has('scores') && !has('model'))
    throw wrong('nothing comes back', 'Let it write a {model} that Tribune reads, or {scores} of {people}.');
  return { text, words: words.map(fromHere), scores: has('scores') };
}

/** The words with the paths of files in the place of their names. */
export const filled = ({ words }: TrainerCommand, paths: Readonly<Record<string, string>>): string[] =>
  words.map((word) => word.replace(/\{([^{}]*)\}/g, (_, name: string) => paths[name]!));
