import { localeOfTexts } from '../../../core/explain/index.js';
import { groupWarnings } from '../../explanations/table/index.js';
import { isAdverse, SAME_SCORE } from '../recorded/index.js';
import { waysOf } from '../ways/index.js';
import { reasonsSaid, sentencesOf, waysOut } from './reasons-part.js';
import type { Shown, View } from './shown.js';

/** Number of inputs that are named where no texts of reasons are registered. */
const MOST_NAMED = 4;

/** The explanation as one kind of reader is shown it: the subject words and no weights, the reviewer both, the auditor also how it was made, the developer the raw numbers and no person. */
export const viewOf = (view: View, shown: Shown): object => ({ view, ...VIEW[view](shown) });

const VIEW: Readonly<Record<View, (shown: Shown) => object>> = {
  subject: (shown) => ({ ...headOf(shown), ...wordsOf(shown) }),
  reviewer: (shown) => reviewer(shown),
  auditor: (shown) => ({ ...reviewer(shown), ...methodOf(shown), reasonsRecord: shown.made.reasons }),
  developer: (shown) => ({
    id: shown.decided.id,
    ...methodOf(shown),
    prediction: { raw: shown.made.raw, linked: shown.made.linked },
    contributions: contributionsOf(shown),
    standardErrors: errorsOf(shown),
    reproduced: reproducedOf(shown),
  }),
};

const headOf = ({ decided }: Shown) => {
  const adverse = isAdverse(decided);
  return {
    id: decided.id,
    decidedAt: decided.decidedAt,
    outcome: adverse === null ? ('other' as const) : adverse ? ('adverse' as const) : ('favourable' as const),
    route: decided.route,
  };
};

/** What is said in words: reasons, changes, and where there are no texts the names of the inputs that lowered the score. */
function wordsOf(shown: Shown) {
  const said = reasonsSaid(shown);
  const sentences = said.status === 'ready' ? sentencesOf(shown.made.reasons!.reasons) : [];
  return {
    reasons: {
      ...said,
      sentences,
      locale: sentences.length === 0 ? null : localeOf(shown),
      ...(said.status === 'not registered' ? { inputs: loweringOf(shown) } : {}),
    },
    recourse: waysOut(shown, said),
  };
}

/** Language of the sentences, where it is known. */
const localeOf = ({ made }: Shown): string | null => {
  const textSet = made.reasons?.record?.textSet;
  return textSet === undefined ? null : localeOfTexts(textSet);
};

/** Names of the inputs that spoke against the person most, the strongest first; the model gives the names. */
function loweringOf({ decided, facts, made, comparison }: Shown): string[] {
  if (isAdverse(decided) !== true || comparison.equal === false) return [];
  const against = decided.favourable === 1 ? -1 : 1;
  return facts.players
    .map((name, p) => ({ name, by: against * made.values[p]! }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
    .slice(0, MOST_NAMED)
    .map(({ name }) => name);
}

function reviewer(shown: Shown) {
  const { decided, made } = shown;
  return {
    ...headOf(shown),
    ...wordsOf(shown),
    proposed: proposedOf(shown),
    score: decided.score,
    cutoff: decided.cutoff,
    prediction: { raw: made.raw, linked: made.linked },
    inputs: decided.inputs,
    contributions: contributionsOf(shown),
    standardErrors: errorsOf(shown),
    comparedWith: {
      people: shown.facts.background.rows,
      baseValue: shown.facts.baseValue,
      warnings: warningsOf(shown.facts),
    },
    reproduced: reproducedOf(shown),
  };
}

/** What to know of the people compared with; nothing of explanations from before it was looked at. */
const warningsOf = ({ background: { groups } }: Shown['facts']): string[] =>
  groups === undefined ? [] : groupWarnings(groups);

/** What the proposed changes cost, and how near the persons that they make are to real ones. */
const proposedOf = ({ made }: Shown) =>
  waysOf(made.recourse).map(({ cost }, i) => ({
    cost,
    ...(made.plausibility?.[i] ?? { nearest: null, asAlone: null }),
  }));

const contributionsOf = ({ facts, made }: Shown) =>
  Object.fromEntries(facts.players.map((name, p) => [name, made.values[p]!]));

/** The standard error of each contribution by its name; null where they are exact. */
const errorsOf = ({ facts, made: { standardErrors } }: Shown) =>
  standardErrors && Object.fromEntries(facts.players.map((name, p) => [name, standardErrors[p]!]));

const reproducedOf = ({ comparison: { equal, differences } }: Shown) => ({ equal, tolerance: SAME_SCORE, differences });

function methodOf({ decided, facts, made, basis, madeAtMs, digest }: Shown) {
  return {
    version: decided.version,
    deployment: decided.deployment,
    method: {
      name: made.asked?.method ?? facts.method,
      scale: facts.scale,
      output: facts.output,
      baseValue: facts.baseValue,
      additivityError: made.additivityError,
      standardErrors: made.standardErrors,
      ...(facts.remote === undefined ? {} : { remote: { ...facts.remote, asked: made.asked } }),
    },
    registered: facts.explain,
    background: { ...facts.background, warnings: warningsOf(facts) },
    basis,
    digest,
    issuedAt: new Date(madeAtMs).toISOString(),
  };
}
