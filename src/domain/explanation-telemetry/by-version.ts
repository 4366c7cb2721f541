import type { ExplanationMaker } from '../explained-decisions/index.js';
import type { VersionExplain } from '../registry/index.js';
import type { ByVersion } from './measures/index.js';
import type { Person } from './people.js';

/** People that a version is asked about at once; who wants one explanation waits little behind it. */
const AT_ONCE = 64;

/** What another version says of people: its contributions and its outcome by the cutoff of each decision. */
export async function byVersion(
  maker: Pick<ExplanationMaker, 'explainedBy'>,
  people: readonly Person[],
  other: { readonly version: string; readonly explain: VersionExplain },
): Promise<ByVersion> {
  const words: ByVersion['people'][number][] = [];
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const part = people.slice(at, at + AT_ONCE);
    const { facts, made } = await maker.explainedBy(
      part.map(({ decided }) => decided),
      other,
    );
    for (const [i, one] of made.entries()) {
      if ('code' in one) words.push(null);
      else words.push({ inputs: facts.players, values: one.values, outcome: outcomeOf(part[i]!, one) });
    }
  }
  return { version: other.version, people: words };
}

/** 1 if and only if score >= cutoff, on the scale on which the score of the decision was recorded. */
function outcomeOf(
  { decided: { type, cutoff }, scale }: Person,
  made: { readonly raw: number; readonly linked: number },
): 0 | 1 | null {
  return type !== 'binary' || cutoff === null ? null : made[scale] >= cutoff ? 1 : 0;
}
