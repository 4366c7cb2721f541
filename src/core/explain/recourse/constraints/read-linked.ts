import type { Reader } from '../../base/fields.js';
import type { LinkedRule, Movement } from './constraints.js';

/** A name followed by its movement. Names may hold blanks, so the verb is the last word before the amount. */
const CAUSE = /^(\S.*?)\s+(rises|falls|changes)$/;
const EFFECT = /^(\S.*?)\s+(rises|falls|changes|stays)(?:\s+by\s*>=\s*(\d+(?:\.\d+)?))?$/;

/** Reads `{ when: education rises, then: age rises by >= 2 }`. */
export function readLinked(value: unknown, at: Reader): LinkedRule {
  const rule = at.object(value, ['when', 'then']);
  const cause = CAUSE.exec(at.at('when').text(rule.get('when')).trim());
  if (cause === null) {
    throw at.at('when').fail('is not "<feature> rises", "<feature> falls" or "<feature> changes"');
  }
  const effect = EFFECT.exec(at.at('then').text(rule.get('then')).trim());
  const movement = effect?.[2] as Movement | undefined;
  if (effect === null || (effect[3] !== undefined && movement !== 'rises' && movement !== 'falls')) {
    throw at
      .at('then')
      .fail(
        'is not understood',
        'Write "<feature> rises by >= 2", "<feature> falls by >= 2", or "<feature>" with rises, falls, changes or stays.',
      );
  }
  if (cause[1] === effect[1]) throw at.fail(`links "${cause[1]}" to itself`);
  return {
    cause: cause[1]!,
    causeMovement: cause[2] as LinkedRule['causeMovement'],
    effect: effect[1]!,
    effectMovement: movement!,
    amount: effect[3] === undefined ? 0 : Number(effect[3]),
  };
}
