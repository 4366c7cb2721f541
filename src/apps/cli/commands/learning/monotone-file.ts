import { TribuneError } from '../../../../core/base/errors.js';
import { readYamlFile } from '../../explain/yaml-file.js';

const SIGNS: Readonly<Record<string, string>> = { '+': '+', '-': '-', '1': '+', '-1': '-', rises: '+', falls: '-' };

const wrong = (path: string, what: string): TribuneError =>
  new TribuneError('USAGE', `${path}: ${what}`, {
    remedy: 'Write a line for each input, such as income: + and late: -; JSON does as well.',
  });

/** Directions of inputs from a file, in the words of the setting `monotone` of learners. */
export async function readMonotoneFile(path: string): Promise<string> {
  const { value } = await readYamlFile(path, 'directions of inputs', 'USAGE', (read) => read);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    throw wrong(path, 'no names of inputs with + or -');
  const parts = Object.entries(value).map(([name, said]) => {
    const sign = Object.hasOwn(SIGNS, String(said)) ? SIGNS[String(said)] : undefined;
    if (sign === undefined) throw wrong(path, `${JSON.stringify(name)} has no direction, + or -`);
    if (name.includes(',')) throw wrong(path, `the name ${JSON.stringify(name)} holds a comma, which parts names`);
    return `${name}:${sign}`;
  });
  return parts.join(',');
}
