import { describe, expect, it } from 'vitest';
import * as audit from '../../src/apps/library/audit.js';
import * as explain from '../../src/apps/library/explain.js';
import * as fairness from '../../src/apps/library/fairness.js';
import * as ledger from '../../src/apps/library/ledger.js';
import * as models from '../../src/apps/library/models.js';
import * as policy from '../../src/apps/library/policy.js';
import * as stats from '../../src/apps/library/stats.js';
import { TribuneError } from '../../src/core/base/errors.js';

const rooms: Record<string, Record<string, unknown>> = { audit, explain, fairness, ledger, models, policy, stats };

/** Their first argument is whatever came out of a file: they say themselves what is wrong with it. */
const TAKE_ANYTHING = new Set([
  'tallyFromJson',
  'classTallyFromJson',
  'orderedTallyFromJson',
  'rankingTallyFromJson',
  'rankingSetsFromJson',
  'stagesTallyFromJson',
  'judgeBaseline',
  'readBaseline',
  'readConstraints',
  'readNotice',
  'readReasons',
  'findTexts',
]);

/** They have no parameters. */
const TAKE_NOTHING = new Set(['openHashLanes', 'policyJsonSchema']);

const functions = Object.entries(rooms).flatMap(([room, values]) =>
  Object.entries(values)
    .filter(([name, value]) => typeof value === 'function' && !TAKE_ANYTHING.has(name) && !TAKE_NOTHING.has(name))
    .map(([name, value]) => [`tribune/${room} ${name}`, name, value as (...given: unknown[]) => unknown] as const),
);

/** Calls a function or constructor with what no parameter takes. */
async function callWrongly(call: (...given: unknown[]) => unknown): Promise<unknown> {
  const given = Array.from({ length: 6 }, () => Symbol('no argument'));
  try {
    return await (/^class\b/.test(String(call)) || /^[A-Z]/.test(call.name)
      ? Reflect.construct(call, given)
      : call(...given));
  } catch (error) {
    return error;
  }
}

describe('every public function refuses what it does not take', () => {
  it('there are many', () => expect(functions.length).toBeGreaterThan(250));

  it.each(functions)('%s', async (_, name, call) => {
    const error = await callWrongly(call);
    expect(error).toBeInstanceOf(TribuneError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((error as TribuneError).message).toMatch(new RegExp(`^${name}: \\w+ is a symbol$`));
    expect((error as TribuneError).remedy).toMatch(/^Pass /);
    expect((error as TribuneError).remedy).not.toMatch(/(^|[\s(])--[a-z]/);
  });
});
