import { TribuneError } from '../../../../core/base/errors.js';

/** The id of an alert as it was typed. */
export function alertId(word: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw new TribuneError('USAGE', `"${word.slice(0, 40)}" is no id of an alert`, {
    remedy: 'Ids are whole numbers; tribune alerts list shows them.',
  });
}
