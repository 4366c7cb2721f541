import { TribuneError } from '../../../core/base/errors.js';
import { momentOf } from './moment.js';
import { readBatch } from './read-batch.js';
import { readExpectation } from './read-expectation.js';
import type { Batch, Expectation, Fail, Line, Scenario, Step } from './types.js';
import { DURATION_WORDS, msOf, unquoted, WORD } from './words.js';

/** Characters of a file, beyond which it is no text that somebody wrote. */
const MOST_CHARACTERS = 1_000_000;
/** Intervals of one step. */
const MOST_INTERVALS = 1_000_000;
/** Monday. */
const USUAL_START = '2026-01-05';

const FOR = new RegExp(`^For ${DURATION_WORDS}, every(?: ${DURATION_WORDS}| (minute|hour|day|week)):?$`);
const WAIT = new RegExp(`^Wait ${DURATION_WORDS}$`);
const LOAD = new RegExp(`^Load ${WORD}, time ${WORD}(?:, label time ${WORD})?$`);
const FORMS = [
  'Scenario: NAME',
  'Policy: FILE',
  'Starts: 2026-01-05',
  'Draws: seed 7',
  'For 14 days, every 6 hours:',
  'Wait 3 days',
  'Load FILE, time COLUMN',
  'Expect nothing fires',
];

interface Draft {
  name: string | null;
  policy: Line | null;
  startsMs: number | null;
  seed: number | null;
  readonly acts: { step: Step; batches: Batch[]; expectations: Expectation[] }[];
}

/**
 * Reads the text of a scenario.
 *
 * @throws TribuneError SCENARIO_INVALID, with the line
 * @example readScenario('Scenario: x\nPolicy: policy.yaml\nWait 3 days\nExpect nothing fires', 'x.scenario')
 */
export function readScenario(text: string, file: string): Scenario {
  const fail: Fail = (line, message, remedy) => {
    throw new TribuneError('SCENARIO_INVALID', `${file}:${line} ${message}`, { remedy });
  };
  if (text.length > MOST_CHARACTERS) fail(1, `more than ${MOST_CHARACTERS} characters`, 'Split it into several files.');
  const draft: Draft = { name: null, policy: null, startsMs: null, seed: null, acts: [] };
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = { line: index + 1, text: raw.trim().replaceAll(/\s+/g, ' ') };
    if (line.text === '' || line.text.startsWith('#')) continue;
    readLine(line, draft, fail);
  }
  return finished(draft, fail);
}

function readLine(line: Line, draft: Draft, fail: Fail): void {
  if (readHead(line, draft, fail)) return;
  const step = stepOf(line, fail);
  if (step !== null) draft.acts.push({ step, batches: [], expectations: [] });
  else readInAct(line, draft, fail);
}

/** Reads a line of the head: `Name: value`. */
function readHead({ line, text }: Line, draft: Draft, fail: Fail): boolean {
  const [, word, value] = /^(Scenario|Policy|Starts|Draws): ?(.*)$/.exec(text) ?? [];
  if (word === undefined) return false;
  if (draft.acts.length > 0) fail(line, `"${word}:" stands after the first step`, 'Write it at the head of the file.');
  if (value === '')
    fail(line, `"${word}:" has no value`, `Write for example "${FORMS.find((form) => form.startsWith(word))}".`);
  const once = (known: unknown): void => {
    if (known !== null) fail(line, `"${word}:" stands twice`, 'Leave one of them out.');
  };
  if (word === 'Scenario') {
    once(draft.name);
    draft.name = value!;
  } else if (word === 'Policy') {
    once(draft.policy);
    draft.policy = { line, text: unquoted(value!) };
  } else if (word === 'Starts') {
    once(draft.startsMs);
    draft.startsMs =
      momentOf(value!) ?? fail(line, `"${value}" is no moment`, 'Write 2026-01-05 or 2026-01-05T08:00:00Z.');
  } else {
    once(draft.seed);
    const seed =
      /^seed ([0-9]{1,15})$/.exec(value!)?.[1] ?? fail(line, `"${value}" is no seed`, 'Write "Draws: seed 7".');
    draft.seed = Number(seed);
  }
  return true;
}

function stepOf({ line, text }: Line, fail: Fail): Step | null {
  const batches = FOR.exec(text);
  if (batches !== null) {
    const [, number, unit, everyNumber, everyUnit, each] = batches;
    const [lastsMs, everyMs] = [msOf(number!, unit!), msOf(everyNumber ?? '1', (everyUnit ?? each)!)];
    if (lastsMs % everyMs !== 0)
      fail(
        line,
        'the time is no whole number of intervals',
        'Let the interval fit into it: "For 14 days, every 6 hours".',
      );
    if (lastsMs / everyMs > MOST_INTERVALS) fail(line, `more than ${MOST_INTERVALS} intervals`, 'Write longer ones.');
    return { kind: 'decisions', line, text, lastsMs, everyMs, batches: [] };
  }
  const wait = WAIT.exec(text);
  if (wait !== null) return { kind: 'wait', line, text, lastsMs: msOf(wait[1]!, wait[2]!) };
  const load = LOAD.exec(text);
  if (load === null) return null;
  const [, file, time, labelTime] = load;
  return {
    kind: 'load',
    line,
    text,
    file: unquoted(file!),
    time: unquoted(time!),
    labelTime: labelTime === undefined ? null : unquoted(labelTime),
  };
}

/** Reads a line that belongs to the step above. */
function readInAct(line: Line, draft: Draft, fail: Fail): void {
  const act = draft.acts.at(-1);
  const batch = readBatch(line, fail);
  const expectation = batch === null ? readExpectation(line, fail) : null;
  if (batch === null && expectation === null)
    fail(line.line, `"${line.text}" is no line of a scenario`, `Lines are: ${FORMS.join(' / ')}.`);
  else if (act === undefined)
    fail(
      line.line,
      'there is no step above it',
      'Begin with "For 14 days, every 6 hours:", "Wait 3 days" or "Load FILE, time COLUMN".',
    );
  else if (expectation !== null) act.expectations.push(expectation);
  else if (act.step.kind !== 'decisions')
    fail(line.line, 'decisions come in a step of intervals', 'Write "For 14 days, every 6 hours:" above it.');
  else if (act.expectations.length > 0)
    fail(line.line, 'decisions stand after what is expected of them', 'Write them before, or begin another step.');
  else act.batches.push(batch!);
}

function finished({ name, policy, startsMs, seed, acts }: Draft, fail: Fail): Scenario {
  if (name === null) fail(1, 'has no name', 'Begin with "Scenario: what is to be seen".');
  if (policy === null) fail(1, 'names no policy', 'Write "Policy: policy.yaml", with its path from this file.');
  const empty = acts.find(({ step, batches }) => step.kind === 'decisions' && batches.length === 0);
  if (empty !== undefined)
    fail(
      empty.step.line,
      'no decisions are made in it',
      'Write below it "20 decisions of sex f, 50 % favourable", or "Wait 3 days" in its place.',
    );
  if (acts.every(({ expectations }) => expectations.length === 0))
    fail(1, 'expects nothing', 'Write below a step what is expected: "Expect nothing fires".');
  return {
    name: name!,
    policy: policy!,
    startsMs: startsMs ?? momentOf(USUAL_START)!,
    seed,
    acts: acts.map(({ step, batches, expectations }) => ({
      step: step.kind === 'decisions' ? { ...step, batches } : step,
      expectations,
    })),
  };
}
