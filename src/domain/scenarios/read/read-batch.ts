import type { Batch, Fail, Line } from './types.js';
import { DURATION_WORDS, groupOf, msOf, partsOf, SHARE, shareOf } from './words.js';

/** Decisions of one line in one interval. */
const MOST_IN_AN_INTERVAL = 1_000_000;

const HEAD = /^([0-9]{1,7}) decisions?(?: of (.+))?$/;
const REMEDY =
  'Write "20 decisions of sex f, 50 % favourable", or "20 decisions of sex f, 50 % labelled favourable, of these 80 % favourable, of the others 10 % favourable, labels after 5 days".';

/** What the parts after the first may say. */
const PARTS = {
  favourable: new RegExp(`^${SHARE} favourable$`),
  labelled: new RegExp(`^${SHARE} labelled favourable$`),
  ofThese: new RegExp(`^of these ${SHARE} favourable$`),
  ofOthers: new RegExp(`^of the others ${SHARE} favourable$`),
} as const;
type Part = keyof typeof PARTS;
const AFTER = new RegExp(`^labels after ${DURATION_WORDS}$`);

/** Reads `20 decisions of sex f, 50 % favourable`; null for a line about something else. */
export function readBatch({ line, text }: Line, fail: Fail): Batch | null {
  if (!/^[0-9]/.test(text)) return null;
  const [first, ...parts] = partsOf(text);
  const [, number, of] = HEAD.exec(first!) ?? fail(line, `"${first}" is no number of decisions`, REMEDY);
  const n = Number(number);
  if (n < 1 || n > MOST_IN_AN_INTERVAL)
    fail(line, `${n} decisions in an interval`, `Write 1 to ${MOST_IN_AN_INTERVAL} of them.`);
  const group =
    of === undefined
      ? {}
      : (groupOf(of) ??
        fail(
          line,
          `"${of}" is no group`,
          'Write "of sex f", or "of sex f and race x"; put a value of several words in quotes.',
        ));
  return { line, text, n, group, shares: sharesOf(parts, line, fail) };
}

function sharesOf(parts: readonly string[], line: number, fail: Fail): Batch['shares'] {
  const said = new Map<Part, number>();
  let afterMs: number | null = null;
  for (const part of parts) {
    const after = AFTER.exec(part);
    if (after !== null && afterMs === null) {
      afterMs = msOf(after[1]!, after[2]!);
      continue;
    }
    const name = (Object.keys(PARTS) as Part[]).find((one) => PARTS[one].test(part));
    if (name === undefined) return fail(line, `"${part}" says nothing about decisions`, REMEDY);
    if (said.has(name)) return fail(line, `"${part}" stands beside another such share`, REMEDY);
    said.set(name, shareOf(PARTS[name].exec(part)![1]!) ?? fail(line, `"${part}" is more than all`, REMEDY));
  }
  const [favourable, labelled, ofThese, ofOthers] = [
    said.get('favourable'),
    said.get('labelled'),
    said.get('ofThese'),
    said.get('ofOthers'),
  ];
  if (favourable !== undefined && said.size === 1 && afterMs === null) return { kind: 'unlabelled', favourable };
  if (labelled !== undefined && ofThese !== undefined && ofOthers !== undefined && favourable === undefined)
    return { kind: 'labelled', labelled, ofThese, ofOthers, afterMs };
  return fail(line, 'it does not say how many are decided favourably', REMEDY);
}
