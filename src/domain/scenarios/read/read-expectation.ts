import { nearName } from '../../../core/base/suggest.js';
import { CONDITIONS, type Expectation, type Fail, type Line } from './types.js';
import { DURATION_WORDS, groupOf, msOf, unquoted, WORD } from './words.js';

const ABOUT = new RegExp(
  `^${WORD} (fires|resolves|does not fire|is ([a-z-]+))(?: for (.+?))?(?: within ${DURATION_WORDS})?$`,
);
const REMEDY =
  'Write "Expect nothing fires", "Expect ID fires for sex f within 4 days", "Expect ID does not fire", "Expect ID resolves" or "Expect ID is pending for sex f".';

/** Reads `Expect ...`; null for a line about something else. */
export function readExpectation({ line, text }: Line, fail: Fail): Expectation | null {
  const said = /^Expect:? (.+)$/.exec(text)?.[1];
  if (said === undefined) return null;
  if (said === 'nothing fires') return { kind: 'nothing fires', line, text };
  const [, id, kind, condition, groupWords, number, unit] =
    ABOUT.exec(said) ?? fail(line, `"${said}" is nothing that can be expected`, REMEDY);
  const group =
    groupWords === undefined
      ? {}
      : (groupOf(groupWords) ??
        fail(line, `"${groupWords}" is no group`, 'Write "for sex f", or "for sex f and race x".'));
  const about = { line, text, requirement: unquoted(id!), group };
  const withinMs = number === undefined ? null : msOf(number, unit!);
  if (withinMs !== null && kind !== 'fires' && kind !== 'resolves')
    fail(
      line,
      `"within" goes with "fires" and "resolves" alone`,
      'A state is that at the end of the step: leave "within" out.',
    );
  if (condition === undefined) return { ...about, kind: kind as 'fires' | 'resolves' | 'does not fire', withinMs };
  const known = CONDITIONS.find((one) => one === condition);
  if (known === undefined)
    return fail(
      line,
      `there is no state "${condition}"`,
      `${nearName(condition, CONDITIONS)}States: ${CONDITIONS.join(', ')}.`,
    );
  return { ...about, kind: 'is', condition: known };
}
